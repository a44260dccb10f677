import { createWorkerLoop, type WorkerLoop } from '#engine/runtime/workers/worker_loop'
import type { Telling } from '#processes/foundation/notices/notice'
import type { NoticeStore } from '#processes/foundation/notices/ports'
import { DEFAULT_PREFERENCES, GATHER_MS } from '#processes/foundation/notices/preferences'
import { MOST_ATTEMPTS, pauseAfter, type SendBatch, type SendChannel } from '#processes/foundation/notices/send'
import { NO_WORDS } from '#processes/foundation/notices/tellings'
import type { CountyDirectory } from '#processes/foundation/organisation/create_directory'
import { isMailAddress, type ChannelSettings } from './channel_settings.js'
import { addressOf } from './compose_notices.js'
import { sendMail } from './mail.js'
import { failed, type OutgoingMessage, type Posted } from './outgoing.js'
import type { Web } from './post_json.js'
import { tellRobot } from './robot.js'
import { sendSms } from './sms.js'

export interface PostOfficeSurroundings {
  store: NoticeStore
  directory(): CountyDirectory
  channels(): Promise<ChannelSettings>
  web: Web
  /** Tells the system administrators that something could not be sent. */
  tell(tellings: readonly Telling[]): Promise<void>
  clock(): number
  newId(): string
  random(): number
  onError(error: unknown, where: string): void
}

export interface PostOffice extends WorkerLoop {
  /** Sends what may go out now; answers how many messages were tried. */
  runOnce(signal?: AbortSignal): Promise<number>
  /** One message at once, to see whether a channel works; `to` is an address or a phone number, empty for a robot. */
  test(channel: SendChannel, to: string): Promise<Posted>
}

const POLL_MS = 2_000
/** Messages under way at once. */
const CLERKS = 4
/** Longer than a try may take with its time limits. */
const LEASE_MS = 120_000
/** Lines of one message. */
const MOST_LINES = 200

/**
 * Sends what has to leave the house, with pauses after failures, and gives up in words. At least once: what was handed over before a kill
 * but not noted goes out again under the same message id.
 */
export function createPostOffice(surroundings: PostOfficeSurroundings): PostOffice {
  const { store, clock } = surroundings
  const clerk = async (signal: AbortSignal | undefined): Promise<number> => {
    let tried = 0
    while (!signal?.aborted) {
      const batch = await store.claim({ nowMs: clock(), leaseMs: LEASE_MS, gatherMs: GATHER_MS, newId: surroundings.newId, most: MOST_LINES })
      if (!batch) break
      tried += 1
      await note(surroundings, batch, await post(surroundings, batch))
    }
    return tried
  }
  const runOnce = async (signal?: AbortSignal): Promise<number> => {
    if (!(await store.hasSends(clock()))) return 0
    const tried = await Promise.all(Array.from({ length: CLERKS }, () => clerk(signal)))
    return tried.reduce((sum, one) => sum + one, 0)
  }
  return {
    ...createWorkerLoop(async (signal) => (await runOnce(signal)) > 0, POLL_MS, (error) => surroundings.onError(error, 'notices out')),
    runOnce,
    test: (channel, to) => test(surroundings, channel, to),
  }
}

async function test({ channels: read, web, clock, newId }: PostOfficeSurroundings, channel: SendChannel, to: string): Promise<Posted> {
  const channels = await read()
  const line = { subject: '测试通知', line: '收到这条消息，说明通道可用。', address: channels.publicUrl }
  const message = { id: newId(), subject: line.subject, lines: [line] }
  const robot = channels.robots.find(({ id }) => `robot:${id}` === channel)
  if (robot) return tellRobot(web, robot, message, clock())
  if (channel === 'mail' && channels.mail && isMailAddress(to, channels.mail)) return sendMail(channels.mail, to, message)
  if (channel === 'sms' && channels.sms && /^\+?\d{5,20}$/.test(to)) return sendSms(web, channels.sms, to, message)
  return failed('通道没有启用，或收件地址不能使用。请先保存通道，再填写可用的地址。', true)
}

async function post({ store, directory, channels: read, web, clock }: PostOfficeSurroundings, batch: SendBatch): Promise<Posted> {
  const channels = await read()
  const message = messageOf(batch, channels.publicUrl)
  const { channel, receiver } = batch
  if (channel !== 'mail' && channel !== 'sms') {
    const robot = channels.robots.find(({ id }) => `robot:${id}` === channel)
    return robot ? tellRobot(web, robot, message, clock()) : failed('这个群机器人已删除。', true)
  }
  const preferences = (await store.preferences([receiver])).get(receiver) ?? DEFAULT_PREFERENCES
  if (!preferences[channel]) return { ...failed('收件人已在通知设置中停用这一方式，没有发送。', true), isOwnWish: true }
  const address = addressOf(channel, receiver, preferences, { person: directory().person, channels })
  if (address === null) return failed(channel === 'mail' ? '收件人没有可用的邮箱，或邮件通道已停用。' : '收件人没有可用的手机号，或短信通道已停用。', true)
  return channel === 'mail' ? sendMail(channels.mail!, address, message) : sendSms(web, channels.sms!, address, message)
}

export function messageOf({ id, rows }: Pick<SendBatch, 'id' | 'rows'>, publicUrl: string): OutgoingMessage {
  const lines = rows.map(({ subject, line, path }) => ({ subject, line, address: publicUrl === '' ? '' : `${publicUrl.replace(/\/$/, '')}${path}` }))
  const several = rows.every(({ isUrgent }) => isUrgent) ? '急办通知' : '办理通知'
  return { id, subject: lines.length === 1 ? lines[0]!.subject : `${lines.length} 条${several}`, lines }
}

async function note(surroundings: PostOfficeSurroundings, batch: SendBatch, posted: Posted): Promise<void> {
  const { store, clock, random } = surroundings
  const nowMs = clock()
  if (posted.ok) return store.sent(batch.id, nowMs)
  const isOver = posted.isPermanent || batch.attempts >= MOST_ATTEMPTS
  await store.failed(batch.id, { reason: posted.reason, atMs: nowMs, nextAtMs: isOver ? null : nowMs + pauseAfter(batch.attempts, random()) })
  if (isOver && !posted.isOwnWish) await surroundings.tell([deadLetter(surroundings.directory(), batch, posted.reason, nowMs)])
}

/** One notice a day and channel: the list of what was not sent says the rest. */
function deadLetter(directory: CountyDirectory, { channel }: SendBatch, reason: string, nowMs: number): Telling {
  const day = new Date(nowMs + 8 * 3_600_000).toISOString().slice(0, 10)
  return {
    kind: 'dead_letter', fact: `dead-letter/${channel}/${day}`, people: directory.membersOf('role:system_admin'), words: { ...NO_WORDS, reason }, path: '/admin/notices', isDrill: false,
    definitionKey: null, departmentId: null,
  }
}
