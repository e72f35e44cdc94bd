export function isCoreStale(): boolean;
export function buildIfStale(): Promise<void>;
export function buildRestIfStale(folder: string): void;
