import { createRandom } from '#tests/crash/seeded_random'
import { APPLICATION } from '#tests/processes/one_thing/restaurant_application'
import type { Acknowledgement } from './check_numbers.js'
import type { Call, CallAnswer, CommandCall } from './numbers_call.js'
import type { NumbersNode } from './numbers_node.js'

/** People who file and handle 开餐饮店 cases, each at any of the server processes. */
export interface FilingClerks {
  /** Every answer that came back. */
  readonly acknowledged: readonly Acknowledgement[]
  /** Documents acknowledged so far. */
  readonly documents: number
  /** Commands sent again under their key, since nobody had answered. */
  readonly repeated: number
  /** Answers no server in order gives. */
  readonly faults: readonly string[]
  /** They work until this many documents are acknowledged, then wait. */
  workUntil(documents: number): void
  /** Finishes what is under way. */
  goHome(): Promise<void>
}

type WithoutKey<T> = T extends CommandCall ? Omit<T, 'key'> : never

const READ_LIMIT_MS = 60_000

const WINDOWS = ['window1', 'window2', 'window3']
/** Two items, both decided by the market supervision. */
const ITEMS = 2
const SMALL_SHOP = { ...APPLICATION, hasSignboard: 'no', isPublicGathering: 'no' }
const REFUSAL = { refusalReasons: [{ reason: '示例理由' }], refusalBases: [{ basis: '示例依据' }] }
const PERMIT = { permitContent: '示例内容', certificateNumber: '示例-0001', validFrom: '2026-12-01', validTo: '2031-11-30' }
const SUPPLEMENT = { supplementItems: [{ name: '平面布局图', basis: '示例依据', missing: '未标明流程' }], supplementDays: 5 }

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Sends to whichever process is up; what nobody answered is sent again under its key, perhaps to another process. */
const createSender = (nodes: readonly NumbersNode[], told: { repeated: number; faults: string[] }) =>
  async (call: Call, random: () => number): Promise<CallAnswer> => {
    for (let attempt = 0; ; attempt += 1) {
      const up = nodes.filter(({ isUp }) => isUp)
      const node = up[Math.floor(random() * up.length)]
      const answer = await node?.call(call).catch((error: unknown) => void told.faults.push(`${call.operation}: ${String(error)}`))
      if (answer) {
        if (attempt > 0 && 'key' in call) told.repeated += 1
        return answer
      }
      if (told.faults.length > 20) throw new Error('the processes fail again and again')
      await pause(10)
    }
  }

export const employFilingClerks = (count: number, nodes: readonly NumbersNode[], seed: number): FilingClerks => {
  const told = { repeated: 0, faults: [] as string[] }
  const acknowledged: Acknowledgement[] = []
  const shift = { quota: 0, isOver: false, documents: 0, keys: 0 }
  const send = createSender(nodes, told)

  const clerk = (random: () => number) => {
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!

    const command = async (given: WithoutKey<CommandCall>): Promise<string> => {
      while (shift.documents >= shift.quota && !shift.isOver) await pause(5)
      const answer = await send({ ...given, key: `${seed}-${(shift.keys += 1)}` } as CommandCall, random)
      if (!answer.ok) throw new Error(`${JSON.stringify({ ...given, values: undefined })}: ${answer.message}`)
      if (!('documents' in answer)) throw new Error(`${given.operation}: not an answer to a command`)
      acknowledged.push({ instanceId: answer.instanceId, revision: answer.revision, documents: answer.documents })
      shift.documents += answer.documents
      return answer.instanceId
    }

    const found = async <T>(what: string, read: () => Promise<T | null>): Promise<T> => {
      for (const until = Date.now() + READ_LIMIT_MS; Date.now() < until; await pause(20)) {
        const value = await read()
        if (value !== null) return value
      }
      throw new Error(`${what} never came`)
    }

    const complete = async (instanceId: string, elementId: string, by: string, outcome: string, values: Record<string, unknown> = {}) => {
      const taskId = await found(`${elementId} of ${instanceId}`, async () => {
        const answer = await send({ operation: 'task', instanceId, elementId }, random)
        return answer.ok && 'taskId' in answer ? answer.taskId : null
      })
      await command({ operation: 'complete', instanceId, taskId, by, outcome, values })
    }

    const itemsOf = (instanceId: string): Promise<readonly string[]> =>
      found(`the items of ${instanceId}`, async () => {
        const answer = await send({ operation: 'called', instanceId }, random)
        return answer.ok && 'called' in answer && answer.called.length === ITEMS ? answer.called : null
      })

    const decideItem = async (instanceId: string): Promise<void> => {
      await complete(instanceId, 'handle', 'market_handler', 'agree', { ...PERMIT, ...REFUSAL })
      await complete(instanceId, 'review', 'market_reviewer', 'agree')
      await complete(instanceId, 'decide', 'market_approver', pick(['grant', 'refuse']))
    }

    const fileOne = async (): Promise<void> => {
      const by = pick(WINDOWS)
      const instanceId = await command({ operation: 'start', by, values: SMALL_SHOP })
      const copies = Array.from({ length: Math.floor(random() * 3) }, () => command({ operation: 'request', by, instanceId, template: 'receipt' }))
      await Promise.all(copies)
      const first = pick(['accept', 'accept', 'supplement', 'reject'])
      await complete(instanceId, 'receive', by, first, { ...(first === 'supplement' ? SUPPLEMENT : {}), ...(first === 'reject' ? REFUSAL : {}) })
      if (first === 'reject') return
      if (first === 'supplement') {
        await complete(instanceId, 'supplement', by, 'resubmit')
        await complete(instanceId, 'receive', by, 'accept')
      }
      if (random() < 0.5) await Promise.all((await itemsOf(instanceId)).map(decideItem))
    }

    return async (): Promise<void> => {
      while (!shift.isOver) {
        while (shift.documents >= shift.quota && !shift.isOver) await pause(5)
        if (!shift.isOver) await fileOne()
      }
    }
  }

  const atWork = Array.from({ length: count }, (_, index) =>
    clerk(createRandom(seed * 1000 + index))().catch((error: unknown) => void told.faults.push(`a clerk gave up: ${String(error)}`)),
  )
  return {
    acknowledged,
    get documents() {
      return shift.documents
    },
    get repeated() {
      return told.repeated
    },
    faults: told.faults,
    workUntil(documents) {
      shift.quota = documents
    },
    async goHome() {
      shift.isOver = true
      await Promise.all(atWork)
    },
  }
}
