export function buildDist(): Promise<void>;
export function filesUnder(folder: string, wanted: RegExp): string[];
