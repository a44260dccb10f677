/** A FEEL range; a missing bound is null. Its element type is that of its bounds. */
export class RangeValue {
  readonly start: unknown
  readonly end: unknown
  readonly startIncluded: boolean
  readonly endIncluded: boolean

  constructor(start: unknown, end: unknown, startIncluded: boolean, endIncluded: boolean) {
    this.start = start
    this.end = end
    this.startIncluded = startIncluded
    this.endIncluded = endIncluded
  }
}
