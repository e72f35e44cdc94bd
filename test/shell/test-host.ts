import { createHash } from 'node:crypto';
import type { FileFacts, Host } from '../../src/cmdlet/host.ts';
import { aesCbc } from '../../src/crypto/aes-cbc.ts';
import { hashHex, hashOf } from '../../src/crypto/digest.ts';
import type { SecureString } from '../../src/values/credential.ts';

type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: never };

/** A host in memory: files in a map, answers from a list, text in arrays. */
export class TestHost implements Host {
  readonly name = 'TestHost';
  readonly version = '1.0';
  readonly interactive = false;
  readonly processId = 4711;
  readonly startFolder = '/scripts';
  readonly stored = new Map<string, Uint8Array>();
  readonly variables = new Map<string, string>([['HOME', '/home/user']]);
  readonly out: string[] = [];
  readonly err: string[] = [];
  /** Index of the choice that answers each question; none: there is no terminal. */
  answers: number[] = [];
  pressed = false;
  drained = 0;
  #random = 0;

  streams = {
    out: (text: string): void => void this.out.push(text),
    err: (text: string): void => void this.err.push(text),
    progress: (): void => undefined,
  };

  prompts = {
    line: (): string | undefined => undefined,
    secure: (): SecureString | undefined => undefined,
    choice: (): number | undefined => this.answers.shift(),
  };

  files: Host['files'] = {
    read: (path: string) => this.#found(path, (data) => data),
    hash: (path, algorithm) => this.#found(path, (data) => hashHex(algorithm, [data])),
    write: (path, data, mode) => {
      const before = mode === 'append' ? (this.stored.get(path) ?? new Uint8Array(0)) : new Uint8Array(0);
      this.stored.set(path, Buffer.concat([before, data]));
      return { ok: true, value: undefined };
    },
    facts: (path) =>
      path === '/scripts'
        ? { ok: true, value: folderFacts(path) }
        : this.#found(path, (data) => fileFacts(path, data.length)),
    list: () => ({ ok: true, value: [...this.stored].map(([path, data]) => fileFacts(path, data.length)) }),
    makeFolder: () => ({ ok: true, value: undefined }),
    remove: (path) => {
      this.stored.delete(path);
      return { ok: true, value: undefined };
    },
    copy: () => ({ ok: true, value: undefined }),
    link: () => ({ ok: true, value: undefined }),
    move: () => ({ ok: true, value: undefined }),
    setFacts: () => ({ ok: true, value: undefined }),
    temporaryFolder: '/tmp',
    homeFolder: '/home/user',
  };

  environment = {
    get: (name: string): string | undefined => this.variables.get(name),
    set: (name: string, value: string | undefined): void => {
      if (value === undefined) this.variables.delete(name);
      else this.variables.set(name, value);
    },
    names: (): readonly string[] => [...this.variables.keys()],
  };

  width(): number {
    return 80;
  }

  uptimeMs(): number {
    return 3_600_000;
  }

  nowMs(): number {
    return Date.UTC(2024, 0, 2, 3, 4, 5);
  }

  monotonicMs(): number {
    return 1000;
  }

  digest = hashOf;
  aesCbc = aesCbc;

  randomBytes(count: number): Uint8Array {
    return new Uint8Array(
      createHash('sha256')
        .update(String(this.#random++))
        .digest()
        .subarray(0, count),
    );
  }

  drain(): void {
    this.drained++;
  }

  sleep(): void {
    this.drained++;
  }

  interrupted(): boolean {
    return this.pressed;
  }

  clearInterrupt(): void {
    this.pressed = false;
  }

  #found<T>(path: string, use: (data: Uint8Array) => T): Result<T> {
    const data = this.stored.get(path);
    if (data === undefined) return { ok: false, fault: { kind: 'NotFound', path } as never };
    return { ok: true, value: use(data) };
  }
}

function fileFacts(path: string, sizeBytes: number): FileFacts {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return {
    path,
    name,
    folder: false,
    sizeBytes,
    modifiedMs: 0,
    createdMs: 0,
    accessedMs: 0,
    readOnly: false,
  };
}

function folderFacts(path: string): FileFacts {
  return { ...fileFacts(path, 0), folder: true };
}
