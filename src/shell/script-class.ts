import type { FunctionMemberAst, PropertyMemberAst, TypeDefinitionAst } from '../language/ast.ts';
import { castError, creationError } from '../values/cast-error.ts';
import { convertTo } from '../values/convert.ts';
import { exceptionType, runtimeError, TerminatingError } from '../values/error-record.ts';
import { Dictionary } from '../values/hashtable.ts';
import { callMember, setProperty } from '../values/member.ts';
import { NetException } from '../values/net-exception.ts';
import { objectTypeInfo } from '../values/object-type-base.ts';
import { toText } from '../values/to-text.ts';
import { TypeInfo, type TypeMember } from '../values/type-info.ts';
import { NetObject, type Value } from '../values/value.ts';
import { type AttributeMaker, attributeMaker, attributesOf } from './attribute-object.ts';
import { type ClassMethod, chooseOverload, compileClassMethod } from './class-method.ts';
import { initialValue } from './compile-function.ts';
import { plain } from './compile-literal.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate, Execute, Frame } from './frame.ts';
import type { ArgumentStep } from './parameter-metadata.ts';
import type { Runspace } from './runspace.ts';
import { fieldsOf, ScriptObject, scriptException } from './script-object.ts';
import { scriptedAttribute } from './scripted-attribute.ts';
import { GO_ON } from './signal.ts';
import { defineScriptedType, findType, typeReference } from './type-lookup.ts';
import { attributeName, validationOf } from './validation.ts';

interface ClassProperty {
  readonly name: string;
  readonly key: string;
  readonly isStatic: boolean;
  readonly isHidden: boolean;
  readonly typeName: string;
  readonly type: ((frame: Frame) => TypeInfo) | undefined;
  readonly initial: Evaluate | undefined;
  readonly transforms: readonly ArgumentStep[];
  readonly validations: readonly ArgumentStep[];
  readonly attributes: readonly AttributeMaker[];
}

/** What a class's code becomes; the type is made from it each time the definition runs. */
interface ClassCode {
  readonly name: string;
  readonly baseNames: readonly string[];
  readonly properties: readonly ClassProperty[];
  readonly methods: readonly ClassMethod[];
  readonly constructors: readonly ClassMethod[];
  readonly staticConstructor: ClassMethod | undefined;
  readonly attributes: readonly AttributeMaker[];
}

export function compileClass(ast: TypeDefinitionAst, compiler: Compiler): Execute {
  const functions = ast.members.filter(
    (member): member is FunctionMemberAst => member.kind === 'FunctionMember',
  );
  const compiled = functions.map((member) => ({
    member,
    method: compileClassMethod(member, ast.name, compiler),
  }));
  const code: ClassCode = {
    name: ast.name,
    baseNames: ast.baseTypes.map((base) => base.typeName.name),
    properties: ast.members
      .filter((member): member is PropertyMemberAst => member.kind === 'PropertyMember')
      .map((member) => propertyOf(member, compiler)),
    methods: compiled.filter(({ member }) => !member.isConstructor).map(({ method }) => method),
    constructors: compiled
      .filter(({ member }) => member.isConstructor && !member.isStatic)
      .map(({ method }) => method),
    staticConstructor: compiled.find(({ member }) => member.isConstructor && member.isStatic)?.method,
    attributes: attributesOf(ast).map((attribute) => attributeMaker(attribute, compiler)),
  };
  let made: { runspace: Runspace; type: ScriptClass } | undefined;
  return (frame) => {
    // The code of a block makes its type once, however often it runs.
    if (made?.runspace === frame.runspace) {
      defineScriptedType(frame, made.type);
      return GO_ON;
    }
    const type = new ScriptClass(code, frame);
    defineScriptedType(frame, type);
    type.initialise();
    made = { runspace: frame.runspace, type };
    return GO_ON;
  };
}

function propertyOf(ast: PropertyMemberAst, compiler: Compiler): ClassProperty {
  const attributes = attributesOf(ast);
  // The attribute nearest to the property works first.
  const scripted = attributes
    .toReversed()
    .flatMap((attribute) => scriptedAttribute(attribute, compiler) ?? []);
  return {
    name: ast.name,
    key: ast.name.toLowerCase(),
    isStatic: ast.isStatic,
    isHidden: ast.isHidden,
    typeName: ast.propertyType?.typeName.name ?? 'System.Object',
    type: ast.propertyType === null ? undefined : typeReference(ast.propertyType.typeName),
    initial: ast.initialValue === null ? undefined : compiler.expression(ast.initialValue),
    transforms: scripted.map(({ transform }) => transform),
    validations: [
      ...attributes
        .filter((attribute) => attributeName(attribute).startsWith('validate'))
        .map((attribute) => {
          const validate = validationOf(attribute, compiler);
          return (value: Value, frame: Frame) => validate(frame)(value);
        }),
      ...scripted.map(({ validate }) => validate),
    ],
    attributes: attributes.map((attribute) => attributeMaker(attribute, compiler)),
  };
}

/** A class that a script defined, as a type. */
export class ScriptClass extends TypeInfo {
  readonly #code: ClassCode;
  readonly #frame: Frame;
  readonly #statics = new Map<string, Value>();

  constructor(code: ClassCode, frame: Frame) {
    super({ fullName: code.name });
    this.#code = code;
    this.#frame = frame;
    this.complete({
      base: () => this.#base(),
      interfaces: code.baseNames.flatMap((name) => {
        const found = findType(frame, name);
        return found?.kind === 'interface' ? [found.fullName] : [];
      }),
      members: () => [...this.#accessors(), ...this.#propertyMembers(false), ...this.#methodMembers(false)],
      statics: () => [...this.#propertyMembers(true), ...this.#methodMembers(true), this.#newMember()],
      attributes: () => code.attributes.flatMap((attribute) => attribute(frame) ?? []),
      scriptFile: frame.source.file ?? null,
      construct: (args) => this.#construct(args),
      convert: (value) => this.#convert(value),
    });
  }

  #base(): TypeInfo {
    this.#baseType ??= this.#findBase();
    return this.#baseType;
  }
  #baseType: TypeInfo | undefined;

  #findBase(): TypeInfo {
    const [name] = this.#code.baseNames;
    if (name === undefined) return objectTypeInfo;
    const found = findType(this.#frame, name);
    if (found === undefined) {
      throw runtimeError({ message: `Unable to find type [${name}].`, id: 'TypeNotFound', target: name });
    }
    return found.kind === 'interface' ? objectTypeInfo : found;
  }

  /** Static properties get their values, and the static constructor runs, when the class is defined. */
  initialise(): void {
    for (const property of this.#code.properties) {
      if (property.isStatic) this.#statics.set(property.key, this.#initial(property, this.#frame));
    }
    const { staticConstructor } = this.#code;
    if (staticConstructor !== undefined) staticConstructor.run(staticConstructor.open(this.#frame, null, []));
  }

  #initial(property: ClassProperty, frame: Frame): Value {
    const type = property.type?.(frame);
    if (property.initial === undefined) return type === undefined ? null : fieldDefault(type);
    const value = plain(property.initial(frame));
    return type === undefined ? value : convertTo(value, type);
  }

  #checked(property: ClassProperty, value: Value): Value {
    const type = property.type?.(this.#frame);
    let given = value;
    for (const transform of property.transforms) given = transform(given, this.#frame);
    const converted = type === undefined ? given : convertTo(given, type);
    for (const validate of property.validations) validate(converted, this.#frame);
    return converted;
  }

  #propertyMembers(isStatic: boolean): TypeMember[] {
    return this.#code.properties
      .filter((property) => property.isStatic === isStatic)
      .map((property) => {
        const store = (self: Value): Map<string, Value> => (isStatic ? this.#statics : fieldsOf(self));
        return {
          kind: 'Property',
          name: property.name,
          typeName: property.typeName,
          get: (self) => store(self).get(property.key) ?? null,
          set: (self, value) => void store(self).set(property.key, this.#checked(property, value)),
          hidden: property.isHidden,
          attributes: () => property.attributes.flatMap((attribute) => attribute(this.#frame) ?? []),
        };
      });
  }

  /** `get_Name()` of a class derived from .NET's is the property that its base left open. */
  #accessors(): TypeMember[] {
    if (this.#code.baseNames.length === 0) return [];
    return this.#code.methods
      .filter((method) => /^get_./i.test(method.name) && !method.isStatic)
      .map((method) => ({
        kind: 'Property',
        name: method.name.slice('get_'.length),
        typeName: 'System.Object',
        get: (self) => method.run(method.open(this.#frame, self, [])),
      }));
  }

  #methodMembers(isStatic: boolean): TypeMember[] {
    const byName = new Map<string, ClassMethod[]>();
    for (const method of this.#code.methods) {
      if (method.isStatic !== isStatic) continue;
      const key = method.name.toLowerCase();
      byName.set(key, [...(byName.get(key) ?? []), method]);
    }
    return [...byName].map(([key, overloads]) => ({
      kind: 'Method',
      name: overloads[0]?.name ?? '',
      signatures: [],
      hidden: overloads.every((overload) => overload.isHidden),
      definitions: overloads.map((overload) => overload.signature),
      attributes: () =>
        overloads.flatMap((each) => each.attributes.flatMap((attribute) => attribute(this.#frame) ?? [])),
      invoke: (self, args) => this.#call(overloads, { key, self: isStatic ? null : self, args }),
    }));
  }

  /** Overloads of a base class count too, where none of the class's own takes the arguments. */
  #call(
    overloads: readonly ClassMethod[],
    call: { key: string; self: Value; args: readonly Value[] },
  ): Value {
    const { key, self, args } = call;
    const inherited = self === null ? this.base?.staticMember(key) : this.base?.member(key);
    const takes = overloads.some(
      (overload) => overload.parameters.parameters.filter(({ common }) => !common).length === args.length,
    );
    if (!takes && inherited?.kind === 'Method') return callMember(inherited, self ?? this, args);
    const chosen = chooseOverload(overloads, args, overloads[0]?.name ?? '');
    return chosen.run(chosen.open(this.#frame, self, args));
  }

  #newMember(): TypeMember {
    return {
      kind: 'Method',
      name: 'new',
      signatures: [],
      definitions:
        this.#code.constructors.length === 0
          ? [`${this.name} new()`]
          : this.#code.constructors.map((each) => each.signature),
      invoke: (_self, args) => this.#construct(args),
    };
  }

  #construct(args: readonly Value[]): Value {
    const pending: (() => void)[] = [];
    const baseArguments = this.#prepare(args, pending);
    const instance = this.#instance(baseArguments);
    this.#current = instance;
    try {
      this.#initialiseFields(instance);
      for (const step of pending.toReversed()) step();
    } finally {
      this.#current = null;
    }
    return instance;
  }
  #current: Value = null;

  /** What a .NET base makes of the arguments for it, as an instance of this class; else an object of its fields. */
  #instance(args: readonly Value[]): NetObject {
    if (this.#isException()) return scriptException(this, args);
    const base = this.#netBase();
    if (base === objectTypeInfo || base.declaration.construct === undefined) return new ScriptObject(this);
    const made = base.declaration.construct(args, this);
    if (made instanceof NetObject && made.type === this) return made;
    if (base.declaration.interfaces?.includes('System.Collections.IEnumerable') !== true)
      return new ScriptObject(this);
    throw new NetException(
      'NotSupportedException',
      `Classes derived from ${base.fullName} cannot be made in this shell. Keep one in a property instead.`,
    );
  }

  #netBase(): TypeInfo {
    const base = this.#base();
    return base instanceof ScriptClass ? base.#netBase() : base;
  }

  #isException(): boolean {
    return this.isAssignableTo(exceptionType);
  }

  /** Chooses the constructors up the chain; gives the arguments that reach the .NET base. */
  #prepare(args: readonly Value[], pending: (() => void)[], derived: ScriptClass = this): readonly Value[] {
    const { constructors } = this.#code;
    const { base } = this;
    if (constructors.length === 0) {
      if (args.length > 0) chooseOverload([], args, 'new');
      return base instanceof ScriptClass ? base.#prepare([], pending, derived) : [];
    }
    const chosen = chooseOverload(constructors, args, 'new');
    const frame = chosen.open(this.#frame, null, args);
    pending.push(() => {
      frame.scope.define('this', derived.#current);
      chosen.run(frame);
    });
    const baseArguments = (chosen.baseArguments ?? []).map((argument) => plain(argument(frame)));
    return base instanceof ScriptClass ? base.#prepare(baseArguments, pending, derived) : baseArguments;
  }

  #initialiseFields(instance: Value): void {
    const { base } = this;
    if (base instanceof ScriptClass) base.#initialiseFields(instance);
    const fields = fieldsOf(instance);
    for (const property of this.#code.properties) {
      if (property.isStatic) continue;
      fields.set(
        property.key,
        property.initial === undefined
          ? this.#initial(property, this.#frame)
          : this.#initialWithThis(property, instance),
      );
    }
  }

  #initialWithThis(property: ClassProperty, instance: Value): Value {
    const { scope } = this.#frame;
    const outer = scope.variables.get('this')?.value;
    scope.define('this', instance);
    try {
      return this.#initial(property, this.#frame);
    } finally {
      if (outer === undefined) scope.remove('this');
      else scope.define('this', outer);
    }
  }

  #convert(value: Value): Value | undefined {
    if (value instanceof Dictionary) {
      const instance = this.#construct([]);
      try {
        for (const entry of value.entries.values()) setProperty(instance, toText(entry.key), entry.value);
      } catch (error) {
        throw error instanceof TerminatingError ? creationError(this, error.record.message) : error;
      }
      return instance;
    }
    if (value === null) return null;
    const single = this.#code.constructors.some(
      (each) => each.parameters.parameters.filter(({ common }) => !common).length === 1,
    );
    if (!single) throw castError(value, this);
    return this.#construct([value]);
  }
}

function fieldDefault(type: TypeInfo): Value {
  if (type.name === 'String' && type.namespace === 'System') return null;
  return initialValue(type);
}
