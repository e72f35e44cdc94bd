export function isStale(): boolean;
export function buildDist(): Promise<void>;
export function filesUnder(folder: string, wanted: RegExp): string[];
