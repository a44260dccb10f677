import type { Command } from '#engine/kernel/commands'
import type { Engine } from '#engine/runtime/engine'
import { bpmn, flow } from '#tests/runtime/support/models'

/** Steps completed in each instance of the fill: one journal row for the start and one for each. */
export const STEPS = 9
const TASKS = STEPS + 3

const step = (n: number): string => `<bpmn:userTask id="t${n}" name="第${n}步" camunda:candidateGroups="role:clerk" camunda:dueDate="P10D"/>`

/** A row of tasks, long enough for ten journal rows before the one that stays open. */
export const ROW_PROCESS = bpmn(
  'row',
  `<bpmn:startEvent id="start"/>${Array.from({ length: TASKS }, (_, n) => step(n + 1) + flow(`f${n}`, n === 0 ? 'start' : `t${n}`, `t${n + 1}`)).join('')}` +
    `<bpmn:endEvent id="end"/>${flow('last', `t${TASKS}`, 'end')}`,
)

const TOWNS = ['星沙', '湘龙', '泉塘', '长龙', '黄花', '春华', '果园', '路口', '高桥', '金井', '福临', '安沙', '北山', '黄兴', '江背', '开慧']
const MATTERS = ['食品经营许可', '户外广告设置', '公共场所卫生', '道路货物运输', '水土保持方案', '人防工程', '林木采伐', '取水许可', '排水接入', '建筑垃圾处置']
const CLERKS = 500

/** What is an instance's own; everything else is the same in all of them. */
export interface RowCase {
  instanceId: string
  atMs: number
  title: string
  applicant: string
  clerk: string
}

/** The n-th case; each of five hundred clerks may do any step. */
export const caseOf = (n: number, instanceId: string, atMs: number): RowCase => {
  const title = `${TOWNS[n % TOWNS.length]}第${n}号${MATTERS[n % MATTERS.length]}申请`
  return { instanceId, atMs, title, applicant: `某餐饮店${n}`, clerk: `clerk${n % CLERKS}` }
}

/** Starts it, by the engine's own `newId`; its id. */
export async function startCase(engine: Engine, { title, applicant, clerk }: Omit<RowCase, 'instanceId' | 'atMs'>): Promise<string> {
  const answer = await engine.start({ definitionKey: 'row', actor: { kind: 'user', id: clerk }, title, variables: { applicant, town: '星沙街道', area: 66 } })
  if (!answer.ok) throw new Error(answer.rejection.message)
  return answer.instanceId
}

/** The start event has taken the first number of an instance; its tasks follow. */
export const stepTaskId = (instanceId: string, step: number): string => `${instanceId}:${step + 1}`

/** Completes an open task. */
export async function completeTask(engine: Engine, instanceId: string, taskId: string, clerk: string): Promise<void> {
  const command: Command = { type: 'CompleteTask', taskId, by: clerk, outcome: null, opinion: '同意', data: { note: '已核对' } }
  const answer = await engine.bus.submit({ instanceId, command, actor: { kind: 'user', id: clerk } })
  if (!answer.ok) throw new Error(answer.rejection.message)
}
