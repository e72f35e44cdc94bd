import { method } from '../values/net/define.ts';
import { NetException } from '../values/net-exception.ts';
import { objectTypeInfo } from '../values/object-type-base.ts';
import type { TypeInfo } from '../values/type-info.ts';
import { defineType } from '../values/type-registry.ts';
import { NetObject, type Value } from '../values/value.ts';
import type { Frame } from './frame.ts';
import type { CommandStart, Processor } from './pipeline.ts';
import { PSCmdletValue } from './ps-cmdlet.ts';
import { type Sink, StopUpstream } from './signal.ts';

/** A pipeline whose steps the script calls: what proxy functions wrap a command with. */
export class SteppablePipeline extends NetObject {
  readonly #frame: Frame;
  readonly #starts: readonly CommandStart[];
  #processors: Processor[] = [];
  #written: Value[] = [];
  #cleaned = false;
  /** Where a command has stopped the ones before it. */
  #from = 0;

  constructor(frame: Frame, starts: readonly CommandStart[]) {
    super();
    this.#frame = frame;
    this.#starts = starts;
  }

  get type(): TypeInfo {
    return steppableType;
  }

  /** `Begin($PSCmdlet)` writes where the function writes; `Begin($bool)` lets Process and End give the output. */
  begin(target: Value): Value[] {
    if (this.#processors.length > 0)
      throw new NetException('InvalidOperationException', 'Begin was called already.');
    let sink: Sink =
      target instanceof PSCmdletValue
        ? (value) => target.runtime.write(value)
        : (value) => void this.#written.push(value);
    for (const start of [...this.#starts].reverse()) {
      const processor = start(this.#frame, sink);
      this.#processors.unshift(processor);
      sink = (value) => processor.process(value);
    }
    return this.#step(() => {
      for (const processor of this.#processors) processor.begin();
    }, false);
  }

  process(values: readonly Value[]): Value[] {
    return this.#step(() => {
      const first = this.#first();
      if (this.#from > 0) return;
      if (values.length === 0) first.runAlone();
      else for (const value of values) first.process(value);
    });
  }

  end(): Value[] {
    const written = this.#step(() => {
      this.#first();
      while (this.#from < this.#processors.length) (this.#processors[this.#from++] as Processor).end();
    });
    this.clean();
    return written;
  }

  clean(): void {
    if (this.#cleaned) return;
    this.#cleaned = true;
    for (const processor of this.#processors) processor.clean();
  }

  #first(): Processor {
    const [first] = this.#processors;
    if (first === undefined)
      throw new NetException('InvalidOperationException', 'Call Begin before the other steps.');
    return first;
  }

  /** Runs a step and gives what was written until now; an error cleans up before it goes on. */
  #step(run: () => void, hands = true): Value[] {
    try {
      run();
    } catch (error) {
      const by =
        error instanceof StopUpstream
          ? this.#processors.findIndex((processor) => processor.identity === error.by)
          : -1;
      if (by < 0) {
        this.clean();
        throw error;
      }
      this.#from = Math.max(by, this.#from);
    }
    if (!hands) return [];
    const written = this.#written;
    this.#written = [];
    return written;
  }
}

const steppableType = defineType({
  fullName: 'System.Management.Automation.SteppablePipeline',
  base: () => objectTypeInfo,
  interfaces: ['System.IDisposable'],
  members: () => [
    {
      ...method(
        ['array Begin(bool expectInput)', 'array Begin(PSCmdlet command)'],
        (self: SteppablePipeline, [target = null]) => self.begin(target),
      ),
      throwsThrough: true,
    },
    {
      ...method(['array Process()', 'array Process(object input)'], (self: SteppablePipeline, args) =>
        self.process(args),
      ),
      throwsThrough: true,
    },
    { ...method('array End()', (self: SteppablePipeline) => self.end()), throwsThrough: true },
    method('void Clean()', (self: SteppablePipeline) => self.clean() as undefined),
    method('void Dispose()', (self: SteppablePipeline) => self.clean() as undefined),
  ],
});
