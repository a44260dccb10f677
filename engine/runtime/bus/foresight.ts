/** Groups that read first after one that was decided ahead on what another node had changed. */
const SOBER_GROUPS = 64

/** Whether a group may be decided on what this process wrote last: a group decided in vain is done twice. */
export interface Foresight {
  /** Asked once a group. */
  isTrusted(): boolean
  /** Another node had changed an instance: not for a while. */
  failed(): void
  /** Definitions whose commands ask for rows of the business, which are always read. */
  readonly askingRows: Set<string>
}

export const createForesight = (): Foresight => {
  let sober = 0
  return {
    isTrusted: () => {
      if (sober === 0) return true
      sober -= 1
      return false
    },
    failed: () => {
      sober = SOBER_GROUPS
    },
    askingRows: new Set(),
  }
}
