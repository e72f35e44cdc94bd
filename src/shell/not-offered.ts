import { ErrorRecord, Exception, exceptionTypeNamed, TerminatingError } from '../values/error-record.ts';

/** What PowerShell and PowerCLI have and this shell has not, and why: a name that people know gets a plain answer. */
const NOT_OFFERED: readonly { readonly names: RegExp; readonly id: string; readonly why: string }[] = [
  {
    names: /^add-type$/i,
    id: 'AddTypeNotOffered',
    why: 'Scripts are not compiled: there is no C# in this shell. A PowerShell class does the same.',
  },
  {
    names:
      /^(?:(?:start|get|receive|wait|stop|remove|suspend|resume)-(?:thread)?job|sajb|gjb|rcjb|wjb|spjb|rjb)$/i,
    id: 'JobNotOffered',
    why: 'The commands of this shell run one after another. Long work of the datacenter is a task: -RunAsync and Get-Task.',
  },
  {
    names:
      /^(?:(?:enter|exit|new|get|remove|connect|disconnect|receive|export|import)-pssession|etsn|nsn|gsn|rsn)$/i,
    id: 'RemotingNotOffered',
    why: 'There is no remote computer: the datacenter is in this process.',
  },
  {
    names: /^(?:(?:start|stop|wait|debug)-process|spps|saps)$/i,
    id: 'ProcessNotOffered',
    why: 'The processes of this machine are no part of the datacenter: Get-Process only looks at them. -RunAsync and Get-Task show the work of this shell.',
  },
  {
    names: /^(?:(?:get|set|new|start|stop|restart|suspend|resume|remove)-service|gsv|sasv|spsv)$/i,
    id: 'ServiceNotOffered',
    why: 'The services of this machine are no part of the datacenter.',
  },
  {
    names: /^(?:out-gridview|ogv|out-printer|show-command|shcm)$/i,
    id: 'WindowNotOffered',
    why: 'This shell draws in the terminal only: Format-Table shows a table, Out-Host -Paging a page at a time.',
  },
  {
    names:
      /^(?:wait-debugger|(?:get|set|new|remove|enable|disable)-psbreakpoint|debug-runspace|trace-command|set-psdebug|gbp|sbp|rbp)$/i,
    id: 'DebuggerNotOffered',
    why: 'There is no debugger. Write-Debug with -Debug, Get-PSCallStack and Get-Error tell what a script does.',
  },
  {
    names: /^(?:(?:new|remove|rename|copy|move|clear)-itemproperty|rp|rnp|cpp|mp|clp)$/i,
    id: 'ItemPropertyNotOffered',
    why: 'The items of the drives here have a fixed set of properties. Set-ItemProperty changes those that can be changed.',
  },
  {
    names:
      /^(?:(?:get|new|remove|register|unregister|wait)-(?:event|eventsubscriber|engineevent|objectevent)|invoke-(?:webrequest|restmethod|item)|iwr|irm|ii|send-mailmessage|restart-computer|stop-computer|test-connection|get-computerinfo|gin|(?:get|set)-clipboard|gcb|scb|update-help|save-help)$/i,
    id: 'CommandNotOffered',
    why: 'This shell works on the datacenter, on files and on data; it does not reach the network or the desktop.',
  },
  {
    names:
      /-(?:vmhost(?:account|advancedconfiguration|authentication|availabletimezone|diagnosticpartition|disk|diskpartition|firewall\w+|firmware|hardware|hba|imageprofile|module|network\w*|ntpserver|patch|pcidevice|profile\w*|route|service|snmp|startpolicy|storage|syslogserver)|esxcli|esxtop|iscsihbatarget|nicteamingpolicy|scsilun|scsilunpath|securitypolicy)$|^get-(?:log(?:type)?|errorreport|haprimaryvmhost)$|^suspend-vmhost$/i,
    id: 'HostPartNotOffered',
    why: 'A host here has its processor, memory, datastores, advanced settings and keys; no services, network cards, local accounts or logs.',
  },
  {
    names:
      /-(?:alarm\w+|datastorecluster|drsrecommendation|oscustomization\w+|statinterval|stattype|vapp|vdport\w*|vdswitch\w*|virtualportgroup|virtualswitch\w*)$/i,
    id: 'InventoryPartNotOffered',
    why: 'The inventory here has datacenters, folders, clusters, resource pools, hosts, datastores, port groups, VMs, templates and tags. Get-Inventory shows it.',
  },
  {
    names: /-customfield$/i,
    id: 'CustomFieldNotOffered',
    why: 'The vendor took the custom field cmdlets away long ago: New-CustomAttribute and Set-Annotation do the same.',
  },
  {
    names: /-vicredentialstoreitem$/i,
    id: 'CredentialStoreNotOffered',
    why: 'No password is kept: the shell starts connected, and Connect-VIServer asks for one.',
  },
  {
    names: /^new-(?:viinventorydrive|datastoredrive)$/i,
    id: 'InventoryDriveNotOffered',
    why: 'The drives here are of files. Get-Inventory shows the inventory, Get-ChildItem (Get-Datastore datastore1) the files of a datastore.',
  },
  {
    names: /^(?:move|remove)-inventory$|^move-(?:datastore|template)$/i,
    id: 'InventoryMoveNotOffered',
    why: 'Each kind of object has its own command: Move-VM, Move-Folder, Remove-VM and so on. Get-Command Move-*, Remove-* lists them.',
  },
  {
    names:
      /-(?:vsan\w+|vasa\w+|vaiofilter|vdisk|nfsuser|spbm(?:compatiblestorage|faultdomain|pointintimereplica|replication\w+|view)|instantclone\w+)$/i,
    id: 'StoragePartNotOffered',
    why: 'The storage here is datastores of files, with policies that say what is encrypted. Get-SpbmStoragePolicy lists them.',
  },
  {
    names:
      /-(?:cisserver|cisservice|ciserver|civm|omserver|omalert|patchbaseline|entitybaseline|compliance|vmhostimageprofile|ssoadminserver|ssoprincipal|scheduledtask)$|^(?:scan|remediate)-(?:inventory|entity)$|^repair-vmhost$/i,
    id: 'ProductNotOffered',
    why: 'This datacenter has a vCenter, hosts, VMs and key servers; other products and their commands are not here.',
  },
  {
    names:
      /-(?:passthroughdevice|scsicontroller|usbdevice|vmguest(?:disk|file|networkinterface)|vmquestion|vmscript|vmstartpolicy)$|^(?:mount|dismount|update|wait)-tools$|^(?:new-(?:cd|floppy)|set-floppy|start-cd)drive$/i,
    id: 'DeviceNotOffered',
    why: 'A VM here has disks, network adapters, ports and a virtual TPM, and its guest is whatever uses its disks. Get-VMGuest, Start-VMDiskServer and Open-VMConsole are what reaches a guest.',
  },
];

/** The error for a command that people know from elsewhere; undefined for any other name. */
export function notOffered(name: string): TerminatingError | undefined {
  const found = NOT_OFFERED.find(({ names }) => names.test(name));
  if (found === undefined) return undefined;
  const type = exceptionTypeNamed('System.Management.Automation.PSNotSupportedException');
  const exception = new Exception(
    type,
    `${name} is not available here.`,
    null,
    new Map([['commandname', name]]),
  );
  const record = new ErrorRecord(exception, found.id, 'NotImplemented', name);
  record.why = found.why;
  return new TerminatingError(record);
}
