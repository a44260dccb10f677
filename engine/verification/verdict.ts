/** What comparing the two engines over one model has shown. */
export type Verdict =
  | { readonly status: 'agrees'; readonly scenarios: number; readonly coveredFlows: number; readonly flows: number }
  | { readonly status: 'differs'; readonly scenario: string; readonly steps: readonly string[]; readonly difference: string }
  | { readonly status: 'not comparable'; readonly reason: string }

/** One line: what the command prints and the log keeps. */
export function verdictLine(verdict: Verdict): string {
  if (verdict.status === 'agrees') return `agrees: ${verdict.scenarios} scenarios, ${verdict.coveredFlows} of ${verdict.flows} flows`
  if (verdict.status === 'differs') return `differs: ${verdict.scenario}, ${verdict.difference}`
  return `not comparable: ${verdict.reason}`
}
