/** Events as they happen to people, each in its own town, with the counts a clerk would write down by hand. */

/** Counts by month; what is not named is nought. */
export type HandCounts = Readonly<Record<string, Readonly<Record<string, number>>>>

export interface Story {
  name: string
  start: object
  steps: readonly object[]
  counts: HandCounts
}

/** The last Monday of November: 4 工作时 from 09:10 end at 15:10, from 14:30 on the next morning at 08:30. */
const day = (time: string, date = '2026-11-30'): string => `${date}T${time}:00+08:00`
const report = (at: string, more: object = {}) => ({
  at, by: 'street_xingsha_grid',
  values: { channel: 'grid', subtype: 'HJ01', level: 'normal', town: 'street_xingsha', address: '开元路示例 1 号', description: '路边垃圾堆放，有异味。', ...more },
})
const step = (at: string, by: string, element: string, outcome: string, values: object = {}, more: object = {}) => ({ at, by, element, outcome, values, ...more })

/** To the desk, 立案 at 09:10 (or when told), dispatched and signed for. */
const filed = (time = '09:10', by = 'street_xingsha_handler') => [
  step(day('09:05'), 'center_duty1', 'register', 'accept'),
  step(day(time), 'center_chief', 'file', 'file'),
  step(day(time), 'center_dispatcher', 'dispatch', 'dispatch'),
  step(day(time), by, 'sign', 'sign'),
]
const done = (at: string, by = 'street_xingsha_handler') => step(at, by, 'handle', 'done', { handlingResult: '已清运。' })
const checked = (at: string, outcome: 'pass' | 'fail') => step(at, 'street_xingsha_grid', 'check', outcome, { checkFindings: '现场已看。' })
const concluded = (at: string) => step(at, 'center_duty1', 'conclude', 'close', { answer: '已处理，谢谢监督。' })
const extension = (at: string) => step(at, 'street_xingsha_handler', 'handle', 'extend', { extensionHours: 8, extensionReason: '等吊车。' })
const hold = (at: string, by: string) => step(at, by, 'handle', 'hold', { holdUntil: '2026-12-20', holdReason: '开春施工。' })
const wait = (at: string) => ({ at })
const cancel = (at: string) => ({ at, do: 'CancelInstance', by: 'center_chief', with: { reason: '重复登记。' } })

const FILED = { filed: 1, dispatched: 1, dispatchedOnce: 1 }

export const STORIES: readonly Story[] = [
  {
    name: 'closed in time',
    start: report(day('09:00')), steps: [...filed(), done(day('10:10')), checked(day('10:30'), 'pass'), concluded(day('11:00'))],
    counts: { '2026-11': { ...FILED, due: 1, closed: 1, closedInTime: 1, handled: 1, handledOnce: 1, handledInTime: 1 }, '2026-12': {} },
  },
  {
    name: 'overdue across the end of the month, still open: due in November alone',
    start: report(day('09:00')), steps: [...filed(), wait(day('09:00', '2026-12-02'))],
    counts: { '2026-11': { ...FILED, due: 1, overdueOpen: 1 }, '2026-12': {} },
  },
  {
    name: 'overdue in November, closed in December: closed, but not in time, and December has nothing of it',
    start: report(day('09:00')),
    steps: [...filed(), done(day('09:00', '2026-12-02')), checked(day('09:30', '2026-12-02'), 'pass'), concluded(day('10:00', '2026-12-02'))],
    counts: { '2026-11': { ...FILED, due: 1, closed: 1, handled: 1, handledOnce: 1 }, '2026-12': {} },
  },
  {
    name: 'filed on the last day, due on the first of the next month: filed here, due there',
    start: report(day('09:00')), steps: filed('14:30'),
    counts: { '2026-11': FILED, '2026-12': { due: 1 } },
  },
  {
    name: '挂账 granted in time: due nowhere while it stands still',
    start: report(day('09:00'), { subtype: 'HJ07' }),
    steps: [...filed('09:10', 'urban_handler'), hold(day('10:10'), 'urban_handler'), step(day('11:10'), 'center_leader', 'approve_hold', 'agree')],
    counts: { '2026-11': FILED, '2026-12': {} },
  },
  {
    name: '挂账 ended: due in the month its new limit falls in',
    start: report(day('09:00'), { subtype: 'HJ07' }),
    steps: [
      ...filed('09:10', 'urban_handler'), hold(day('10:10'), 'urban_handler'), step(day('11:10'), 'center_leader', 'approve_hold', 'agree'),
      step(day('09:10', '2026-12-14'), 'center_chief', 'reopen', 'reopen'),
    ],
    counts: { '2026-11': FILED, '2026-12': { due: 1 } },
  },
  {
    name: '挂账 after the limit has passed does not wash the verdict away',
    start: report(day('09:00')),
    steps: [...filed(), hold(day('16:00'), 'street_xingsha_handler'), step(day('16:30'), 'center_leader', 'approve_hold', 'agree')],
    counts: { '2026-11': { ...FILED, due: 1, overdueOpen: 1 }, '2026-12': {} },
  },
  {
    name: '返工: handled first in time, then too late – the last time counts, and it was reworked',
    start: report(day('09:00')), steps: [...filed(), done(day('10:10')), checked(day('10:30'), 'fail'), done(day('16:00')), checked(day('16:20'), 'pass')],
    counts: { '2026-11': { ...FILED, due: 1, handled: 1, handledOnce: 1, reworked: 1 }, '2026-12': {} },
  },
  {
    name: '返工 under way when the limit passes: not handled, though it was once',
    start: report(day('09:00')), steps: [...filed(), done(day('10:10')), checked(day('10:30'), 'fail'), wait(day('15:30'))],
    counts: { '2026-11': { ...FILED, due: 1, handledOnce: 1, reworked: 1, overdueOpen: 1 }, '2026-12': {} },
  },
  {
    name: '延期 approved over the end of the month: due in December, no longer in November',
    start: report(day('09:00')), steps: [...filed(), extension(day('10:00')), step(day('10:30'), 'center_chief', 'approve_extension', 'agree')],
    counts: { '2026-11': FILED, '2026-12': { due: 1 } },
  },
  {
    name: '延期 refused: due in November as before',
    start: report(day('09:00')), steps: [...filed(), extension(day('10:00')), step(day('10:30'), 'center_chief', 'approve_extension', 'refuse')],
    counts: { '2026-11': { ...FILED, due: 1 }, '2026-12': {} },
  },
  {
    name: '延期 asked in time, approved after the limit: nothing is saved by it',
    start: report(day('09:00')), steps: [...filed(), extension(day('15:00')), step(day('16:00'), 'center_chief', 'approve_extension', 'agree')],
    counts: { '2026-11': { ...FILED, due: 1, overdueOpen: 1 }, '2026-12': {} },
  },
  {
    name: '退单 refused by the arbiter: dispatched right',
    start: report(day('09:00'), { subtype: 'HJ05' }),
    steps: [
      step(day('09:05'), 'center_duty1', 'register', 'accept'), step(day('09:10'), 'center_chief', 'file', 'file'),
      step(day('09:15'), 'center_dispatcher', 'dispatch', 'dispatch'), step(day('09:20'), 'ecology_handler', 'sign', 'return', { returnReason: '不属本局。' }),
      step(day('09:30'), 'center_chief', 'arbitrate', 'keep', { arbitrationNote: '先行处置。' }),
    ],
    counts: { '2026-11': { ...FILED, due: 1 }, '2026-12': {} },
  },
  {
    name: '退单 granted and dispatched again: dispatched wrong at first, the limit runs on',
    start: report(day('09:00'), { subtype: 'HJ05' }),
    steps: [
      step(day('09:05'), 'center_duty1', 'register', 'accept'), step(day('09:10'), 'center_chief', 'file', 'file'),
      step(day('09:15'), 'center_dispatcher', 'dispatch', 'dispatch'), step(day('09:20'), 'ecology_handler', 'sign', 'return', { returnReason: '不属本局。' }),
      step(day('09:30'), 'center_chief', 'arbitrate', 'redispatch', { arbitrationNote: '改派。' }),
      step(day('09:40'), 'center_dispatcher', 'dispatch', 'dispatch', { unit: 'street_xingsha' }),
    ],
    counts: { '2026-11': { filed: 1, dispatched: 1, due: 1 }, '2026-12': {} },
  },
  {
    name: 'two reports of one thing, merged at the desk: counted once, of the channel of the master',
    start: report(day('09:00'), { subtype: 'HJ05' }),
    steps: [
      ...filed('09:10', 'ecology_handler'),
      {
        start: 'second', at: day('09:30'), by: 'center_duty1',
        values: { channel: 'hotline', channelNumber: '12345-示例-9', subtype: 'HJ05', level: 'normal', town: 'street_xingsha', address: '开元路示例 1 号', description: '路边垃圾焚烧，有异味。' },
      },
      step(day('09:35'), 'center_duty1', 'register', 'merge', { mergeInto: '43012102052611300001' }, { case: 'second' }),
      done(day('10:00'), 'ecology_handler'), checked(day('10:20'), 'pass'), concluded(day('10:30')), wait(day('10:40')),
    ],
    counts: { '2026-11': { ...FILED, due: 1, closed: 1, closedInTime: 1, handled: 1, handledOnce: 1, handledInTime: 1 }, '2026-12': {} },
  },
  {
    name: 'stopped (终止) before its limit: filed, but neither due nor closed',
    start: report(day('09:00')), steps: [...filed(), cancel(day('10:00'))],
    counts: { '2026-11': FILED, '2026-12': {} },
  },
  {
    name: 'stopped (终止) after its limit: due and missed; stopping it closes nothing',
    start: report(day('09:00')), steps: [...filed(), cancel(day('16:00'))],
    counts: { '2026-11': { ...FILED, due: 1 }, '2026-12': {} },
  },
  {
    name: 'unfounded: never filed, counted nowhere',
    start: report(day('09:00'), { channel: 'hotline', channelNumber: '12345-示例-8', reporterName: '来电人乙' }),
    steps: [
      step(day('09:05'), 'center_duty1', 'register', 'accept'), step(day('10:00'), 'street_xingsha_grid', 'verify', 'unfounded', { verifyFindings: '没有所反映的情况。' }),
      step(day('10:30'), 'center_duty1', 'reply', 'reply', { answer: '经核实没有所反映的情况。' }),
    ],
    counts: { '2026-11': {}, '2026-12': {} },
  },
]
