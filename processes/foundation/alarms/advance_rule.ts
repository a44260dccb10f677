import type { Severity } from './message.js'
import type { PreparedRule } from './prepare_rule.js'
import { readCondition, type Look } from './read_condition.js'
import type { Moment, RuleState } from './rule_state.js'

/** What a rule says after a look. */
export interface RuleVerdict {
  state: RuleState
  /** Which alarm its conditions ask for now; null = none. */
  severity: Severity | null
  /** This very reading confirms it. */
  isFresh: boolean
  /** Our clock: look again then. */
  dueAtMs: number | null
}

/**
 * Looks at a rule's conditions at one moment. `state.severity` stays as it was: whoever asks decides whether what they say now counts (old data
 * are followed and raise nothing).
 */
export function advanceRule({ rule, sign }: PreparedRule, state: RuleState | undefined, moment: Moment, offlineAfterMs: number | null): RuleVerdict {
  const isSame = state?.sign === sign
  const look: Look = { moment, offlineAfterMs, before: isSame ? state.nodes : {}, after: {}, dueAtMs: null, next: 0 }
  const truths = rule.levels.map(({ when }) => readCondition(look, when))
  const level = truths.findIndex(({ is }) => is)
  const told = moment.reading?.alarm?.state === 'raised' ? moment.reading.alarm.severity : null
  // an edited rule knows nothing yet: its alarm stands until a reading says otherwise
  const isUnknown = !isSame && state !== undefined && level < 0 && !truths.some(({ fresh }) => fresh)
  const severity = level < 0 ? null : (rule.levels[level].severity ?? told ?? state?.severity ?? 'warning')
  return {
    // a rule that is given another kind ends its alarm under the old one
    state: { sign, kind: state?.severity ? state.kind : rule.kind, severity: state?.severity ?? null, nodes: look.after },
    severity: isUnknown ? state.severity : severity,
    isFresh: level >= 0 && truths[level].fresh,
    dueAtMs: look.dueAtMs,
  }
}
