import type { Severity } from './message.js'

/**
 * What a rule waits for. Leaves read values by name and keep their last truth while a message does not bring the value, so that values
 * that come in different messages can be joined; `all`, `any`, `lasting` and `repeated` may be nested, at most six deep.
 */
export type Condition =
  /** Over `above` or under `below`; false again only `margin` inside the limit (hysteresis). `averageMs` = the mean over that long instead of the last value. */
  | { type: 'threshold'; value: string; above: number | null; below: number | null; margin: number; averageMs: number | null }
  | { type: 'equals'; value: string; is: string | number | boolean }
  /** Rises or falls by `by` within the window. */
  | { type: 'change'; value: string; direction: 'rise' | 'fall' | 'either'; by: number; withinMs: number }
  /** No reading for so long; null = as the register says of the device. */
  | { type: 'offline'; afterMs: number | null }
  /** The device has raised one of these and not cleared it; empty = any. */
  | { type: 'own_alarm'; kinds: readonly string[] }
  /** 去抖: true without a break for so long. */
  | { type: 'lasting'; forMs: number; of: Condition }
  /** True in so many readings (or raised so often by the device) within the window. */
  | { type: 'repeated'; times: number; withinMs: number; of: Condition }
  | { type: 'all'; of: readonly Condition[] }
  | { type: 'any'; of: readonly Condition[] }

/** One step of severity. */
export interface RuleLevel {
  /** null = as the device says in its own alarm, else `warning`. */
  severity: Severity | null
  when: Condition
}

/** Which business an alarm starts. */
export interface RuleBusiness {
  definitionKey: string
  /** Start form whose fields the variables fill, so that they are checked as a person's would be; null = variables as they are. */
  form: string | null
  /** Literal, or FEEL behind `=` over `device`, `values`, `alarm`. */
  variables: Readonly<Record<string, unknown>>
  urgent: boolean
}

/** 规则: data, edited in a page. */
export interface AlarmRule {
  id: string
  name: string
  /** Kind of the alarm it raises: at most one alarm of a kind is open per device. */
  kind: string
  enabled: boolean
  /** Both empty = every device. */
  deviceKinds: readonly string[]
  /** `source/deviceId`. */
  devices: readonly string[]
  /** Worst first: the first that is true counts; none = cleared. */
  levels: readonly RuleLevel[]
  /** null = an alarm in the list, and no case. */
  business: RuleBusiness | null
  /** While such an alarm is active, alarms of the devices that this one feeds start nothing. */
  inhibitsChildren: boolean
  /** Raised again so soon after it was closed: the new alarm is marked as a recurrence (复发) of that one. Cleared so long without a case: closed. */
  reopenMs: number
}

/** By what alarms are put together. */
export type GroupingField = 'source' | 'kind' | 'deviceKind' | 'town' | 'area' | 'grid'

/**
 * 归并: many alarms that are one event (rain over 500 covers = one 内涝), or too many at once (风暴). Raised by `count` devices within
 * `withinMs` in one group, they become one alarm with one case, the single ones its members.
 */
export interface AlarmGrouping {
  id: string
  name: string
  enabled: boolean
  /** `area` = one event of another kind; `storm` = too many, one duty case that says what was held back. */
  purpose: 'area' | 'storm'
  /** Kinds of alarms; empty = every kind. */
  kinds: readonly string[]
  by: readonly GroupingField[]
  withinMs: number
  count: number
  /** A single alarm waits so long for company before it starts its own case. */
  waitMs: number
  /** The group takes no more members after so long without one. */
  quietMs: number
  /** Kind of the alarm that stands for all. */
  makes: { kind: string; severity: Severity; business: RuleBusiness | null }
}

export interface RuleProblem {
  /** E_RULE_… */
  code: string
  /** As in `levels[0].when.of[1]`. */
  path: string
  message: string
}
