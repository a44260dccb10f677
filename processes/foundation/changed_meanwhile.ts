/** What a write was decided on is no more as it was: nothing was written, and it has to be decided anew. */
export class ChangedMeanwhile extends Error {
  constructor(what: string) {
    super(`Expected ${what} to be as it was read, but somebody was quicker. Read it again and decide anew.`)
  }
}
