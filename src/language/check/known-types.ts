/**
 * Short names of types that every PowerShell knows: its accelerators, and the types of the System namespace that
 * scripts name. A name with a namespace is taken to exist: only the engine could tell.
 */
const ACCELERATORS =
  'adsi adsisearcher alias allowemptycollection allowemptystring allownull argumentcompleter argumentcompletions array bigint bool byte char cimclass cimconverter ciminstance cimsession cimtype cmdletbinding cultureinfo datetime decimal double dscresource dsclocalconfigurationmanager dscproperty excludefromcodecoverage experimental experimentalaction experimentalfeature float guid hashtable initialsessionstate int int16 int32 int64 ipaddress ipendpoint long mailaddress norunspaceaffinity nullstring objectsecurity ordered outputtype parameter physicaladdress pscredential pscustomobject psdefaultvalue pslistmodifier psmoduleinfo psnoteproperty psobject psprimitivedictionary psreference psscriptmethod psscriptproperty pstypenameattribute psvariable psvariableproperty ref regex runspace runspacefactory sbyte scriptblock securestring semver short single string supportswildcards switch timespan type uint uint16 uint32 uint64 ulong uri ushort validatecount validatedrive validatelength validatenotnull validatenotnullorempty validatenotnullorwhitespace validatepattern validaterange validatescript validateset validatetrusteddata validateuserdrive version void weakreference wmi wmiclass wmisearcher x500distinguishedname x509certificate xml powershell';

const SYSTEM =
  'action activator appcontext appdomain appdomainsetup argiterator argumentexception arraysegment asynccallback attribute attributetargets attributeusage attributeusageattribute base64formattingoptions bitconverter boolean buffer charenumerator clscompliant clscompliantattribute comparison console consolecancelEventargs consolecolor consolekey consolekeyinfo consolemodifiers consolespecialkey contextboundobject contextstatic convert converter dateonly datetimekind datetimeoffset dayofweek dbnull delegate enum environment environmentvariabletarget eventargs eventhandler exception flags flagsattribute formattablestring func gc gccollectionmode guid half hashcode iasyncresult icloneable icomparable iconvertible icustomformatter idisposable iasyncdisposable iequatable iformatprovider iformattable index int128 intptr iobservable iobserver iprogress iserviceprovider lazy loaderoptimization localdatastoreslot marshalbyrefobject math mathf memory memoryextensions midpointrounding modulehandle mtathread multicastdelegate nonserialized nonserializedattribute nullable object obsolete obsoleteattribute operatingsystem paramarray platformid predicate progress random range readonlymemory readonlyspan resolveeventargs runtimeargumenthandle runtimefieldhandle runtimemethodhandle runtimetypehandle serializable serializableattribute span stathread stringcomparer stringcomparison stringnormalizationextensions stringsplitoptions threadstatic timeonly timezone timezoneinfo tuple typecode typedreference uint128 uintptr unhandledexceptioneventargs uribuilder uricomponents urihostnametype urikind uriparser uripartial valuetuple valuetype';

const KNOWN = new Set(`${ACCELERATORS} ${SYSTEM}`.toLowerCase().split(' '));

/** Whether a type's name may be one: by list for a short name; exceptions and attributes are too many to list. */
export function isKnownType(name: string): boolean {
  const lower = name.toLowerCase();
  if (lower.includes('.') || lower.includes('+')) return true;
  if (lower.endsWith('exception') || lower.endsWith('attribute')) return true;
  return KNOWN.has(lower.replace(/`\d+$/, ''));
}
