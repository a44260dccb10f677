/** A FEEL range; a missing bound is null. Its element type is that of its bounds. */
export class RangeValue {
  constructor(
    readonly start: unknown,
    readonly end: unknown,
    readonly startIncluded: boolean,
    readonly endIncluded: boolean,
  ) {}
}
