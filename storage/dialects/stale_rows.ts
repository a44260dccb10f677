/** A row is not at the revision at which the writer knows it. */
export class StaleRows extends Error {
  constructor(table: string) {
    super(`Expected the rows of ${table} to be at the revisions known, but another process has written them. The command runs again on what is there.`)
    this.name = 'StaleRows'
  }
}
