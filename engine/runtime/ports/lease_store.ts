/** Duties that one node at a time has: checkpoints, archiving, the nightly check. */
export interface LeaseStore {
  /** True when `owner` holds the duty from now until `untilMs`: it was free, had run out, or was the owner's already. */
  take(name: string, owner: string, nowMs: number, untilMs: number): Promise<boolean>
}
