import { createWorkerLoop, type WorkerLoop } from '#engine/runtime/workers/worker_loop'
import type { LeaseStore } from '#engine/runtime/ports/lease_store'
import type { NoticeDesk } from '#adapters/notifications/notice_desk'
import { createNightlyReconciliation, type NightlyOutcome, type NightlyParts } from '#adapters/outbox/nightly_reconciliation'
import { createDeadLetterWatch } from '#adapters/outbox/tell_dead_letters'
import type { OutboxServices } from '#adapters/web/server/outbox/outbox_services'
import type { StuckBatch } from '#processes/foundation/deliveries/ports'
import type { Telling } from '#processes/foundation/notices/notice'
import { NO_WORDS } from '#processes/foundation/notices/tellings'
import type { CountyDirectory } from '#processes/foundation/organisation/create_directory'

export interface ExchangeWatchParts {
  outbox: OutboxServices
  active: NightlyParts['active']
  notices: Pick<NoticeDesk, 'tell'>
  leases: LeaseStore
  directory(): CountyDirectory
  /** Units whose 督查员 look after the whole county. */
  countyWideUnits: readonly string[]
  /** What is kept no longer than so many days; null = for ever. */
  keptDays: number | null
  forgetSettled(beforeMs: number, limit: number): Promise<number>
  /** Days an inbound message waits for one that is missing; null = for ever. */
  heldDays: number | null
  giveUpHeld(beforeMs: number, nowMs: number, limit: number): Promise<number>
  eraseMessages(beforeMs: number, nowMs: number, limit: number): Promise<number>
  node: string
  clock(): number
  onError(error: unknown, where: string): void
}

const EVERY_MS = 60_000
/** Rows that leave in one transaction. */
const PORTION = 500
const DAY_MS = 86_400_000
/** Between two looks at what has been kept long enough. */
const FORGET_EVERY_MS = 3_600_000

/** Once a minute: 对账 of days that are over, and deliveries that got stuck; told to the system administrators and the county's 督查员. */
export function watchExchange({ outbox, active, notices, leases, node, clock, onError, ...parts }: ExchangeWatchParts): WorkerLoop {
  const people = (): string[] =>
    ['role:system_admin', ...parts.countyWideUnits.map((unit) => `role:supervisor@dept:${unit}`)].flatMap((principal) => [...parts.directory().membersOf(principal)])
  const telling = (fact: string, task: string, reason: string, path: string): Telling =>
    ({ kind: 'exchange', fact, people: people(), words: { ...NO_WORDS, task, reason }, path, isDrill: false, definitionKey: null, departmentId: null })
  const nightly = createNightlyReconciliation({
    desk: outbox.reconciliations, active, leases, node, nowMs: clock,
    sinceMs: async (id) => (await outbox.targets.history(id)).at(-1)?.changedAtMs ?? clock(),
    tell: (outcome) => notices.tell([ofNight(outcome, telling)]),
  })
  const deadLetters = createDeadLetterWatch(outbox.deliveries.stuck)
  let forgetFromMs = 0
  /** One portion; true = there may be more at once. */
  const forget = async (): Promise<boolean> => {
    if (clock() < forgetFromMs || !(await leases.take('exchange-kept', node, clock(), clock() + EVERY_MS))) return false
    const ago = (days: number): number => clock() - days * DAY_MS
    const { keptDays, heldDays } = parts
    const gone = [
      ...(keptDays === null ? [] : [await parts.forgetSettled(ago(keptDays), PORTION), await parts.eraseMessages(ago(keptDays), clock(), PORTION)]),
      ...(heldDays === null ? [] : [await parts.giveUpHeld(ago(heldDays), clock(), PORTION)]),
    ]
    const isMore = gone.includes(PORTION)
    if (!isMore) forgetFromMs = clock() + FORGET_EVERY_MS
    return isMore
  }
  return createWorkerLoop(async (signal) => {
    const fresh = await deadLetters()
    if (fresh.length > 0) await notices.tell(await ofBatches(fresh, outbox, telling))
    if (await forget()) return true
    return nightly.runOnce(signal)
  }, EVERY_MS, (error) => onError(error, 'exchange watch'))
}

type Tell = (fact: string, task: string, reason: string, path: string) => Telling

function ofNight({ name, target, date, ...outcome }: NightlyOutcome, telling: Tell): Telling {
  const path = `/operations/reconciliation?target=${encodeURIComponent(target)}&date=${date}`
  return outcome.kind === 'differs'
    ? telling(`reconciliation/${target}/${date}`, '对账有差异', `${name} ${date} 有 ${outcome.reconciliation.differences.length} 处不一致，请核对后重发或更正`, path)
    : telling(`reconciliation-failed/${target}/${date}`, '对账没有成功', `${name} ${date}：${outcome.message}`, path)
}

async function ofBatches(batches: readonly StuckBatch[], outbox: Pick<OutboxServices, 'targets'>, telling: Tell): Promise<Telling[]> {
  const names = new Map((await outbox.targets.list()).map(({ id, settings }) => [id, settings.name]))
  return batches.map(({ target, count, isMore, oldestId }) =>
    telling(`deliveries/${target}/${oldestId}`, '推送被退回或多次未成功', `${names.get(target) ?? target} ${isMore ? `${count} 条以上` : `${count} 条`}，同一办件后面的内容都在等。请处理`,
      `/operations/deliveries?trouble=true&target=${encodeURIComponent(target)}`))
}
