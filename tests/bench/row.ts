/** One figure. `met` null = no goal set. `probe` is the raw limit measured in the same run, in the same unit. */
export interface BenchRow {
  name: string
  value: number
  unit: string
  goal: number | null
  met: boolean | null
  probe?: number
}
