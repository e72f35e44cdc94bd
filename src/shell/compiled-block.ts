import type { FunctionDefinitionAst, ScriptBlockAst } from '../language/ast.ts';
import type { Execute } from './frame.ts';
import type { FunctionParameters } from './parameter-metadata.ts';
import type { CommandStart } from './pipeline.ts';
import type { SourceText } from './source-text.ts';

/** What the compiler makes of the parts of a script block, each when it is first needed. */
export interface BlockCode {
  begin(): Execute | undefined;
  process(): Execute | undefined;
  end(): Execute | undefined;
  clean(): Execute | undefined;
  dynamicParameters(): Execute | undefined;
  parameters(): FunctionParameters;
  /** Of a script: its `using` statements, which take effect before anything else of it. */
  usings(): readonly Execute[];
  /** The commands of a block that is one pipeline, for GetSteppablePipeline; else undefined. */
  stages(): readonly CommandStart[] | undefined;
}

/** A script block's code, shared by all values made from it. */
export class CompiledBlock {
  readonly ast: ScriptBlockAst;
  readonly source: SourceText;
  /** Of a function: the statement that defines it. */
  readonly definition: FunctionDefinitionAst | null;
  readonly #code: BlockCode;
  #begin: Execute | undefined | null = null;
  #process: Execute | undefined | null = null;
  #end: Execute | undefined | null = null;
  #clean: Execute | undefined | null = null;
  #parameters: FunctionParameters | undefined;
  constructor(
    ast: ScriptBlockAst,
    source: SourceText,
    code: BlockCode,
    definition: FunctionDefinitionAst | null = null,
  ) {
    this.ast = ast;
    this.source = source;
    this.#code = code;
    this.definition = definition;
  }

  get begin(): Execute | undefined {
    if (this.#begin === null) this.#begin = this.#code.begin();
    return this.#begin;
  }

  get process(): Execute | undefined {
    if (this.#process === null) this.#process = this.#code.process();
    return this.#process;
  }

  get end(): Execute | undefined {
    if (this.#end === null) this.#end = this.#code.end();
    return this.#end;
  }

  get clean(): Execute | undefined {
    if (this.#clean === null) this.#clean = this.#code.clean();
    return this.#clean;
  }

  usings(): readonly Execute[] {
    return this.#code.usings();
  }

  dynamicParameters(): Execute | undefined {
    return this.#code.dynamicParameters();
  }

  stages(): readonly CommandStart[] | undefined {
    return this.#code.stages();
  }

  get parameters(): FunctionParameters {
    this.#parameters ??= this.#code.parameters();
    return this.#parameters;
  }

  /** True when the code has no begin, process or clean and takes no parameters: it can run per item in place. */
  get isPlain(): boolean {
    const { ast } = this;
    return (
      ast.paramBlock === null &&
      ast.beginBlock === null &&
      ast.processBlock === null &&
      ast.cleanBlock === null
    );
  }
}
