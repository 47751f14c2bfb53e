/** Hash of the code that a measured number can depend on. */
export function measuringCode(): string;
