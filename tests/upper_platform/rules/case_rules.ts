import { fault, type Fault } from '../interface/faults.js'
import { instantOf, type Rule, type Texts } from './rule.js'

/** What the province knows of one 办件. */
interface ReportedCase {
  taskCode: string
  parent: string | null
  appliedAtMs: number
  acceptance: { atMs: number; isRefused: boolean } | null
  /** Steps by their number: whether 已办 came. */
  steps: Map<string, boolean>
  /** Special procedures by their number: whether the end came. */
  procedures: Map<string, boolean>
  lastStepEndMs: number
  completedAtMs: number | null
}

export interface CasesState {
  cases: Map<string, ReportedCase>
  /** Children by the number of their parent. */
  children: Map<string, string[]>
  /** Last evaluation number by 办件编号. */
  evaluations: Map<string, number>
}

export const emptyCases = (): CasesState => ({ cases: new Map(), children: new Map(), evaluations: new Map() })

const T = 'YYYYMMDDThhmmss'
const PLAIN = 'YYYYMMDDhhmmss'
const COLONS = 'YYYYMMDDhh:mm:ss'

const application: Rule<CasesState> = {
  judge: ({ projectNo }, { cases }) => (cases.has(projectNo!) ? fault('4002', projectNo, 'data.projectNo') : null),
  apply(message, { cases, children }) {
    const parent = message.parentProjectNo || null
    cases.set(message.projectNo!, {
      taskCode: message.taskCode!, parent, appliedAtMs: instantOf(message.appliedAt!, PLAIN), acceptance: null,
      steps: new Map(), procedures: new Map(), lastStepEndMs: 0, completedAtMs: null,
    })
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), message.projectNo!])
  },
}

const acceptance: Rule<CasesState> = {
  judge(message, { cases }) {
    const known = cases.get(message.projectNo!)
    if (known === undefined) return fault('4001', message.projectNo, 'data.projectNo')
    if (known.acceptance !== null) return fault('4003', message.projectNo, 'data.projectNo')
    if (known.completedAtMs !== null) return fault('4005', message.projectNo, 'data.projectNo')
    if (known.taskCode !== message.taskCode) return fault('4007', message.taskCode, 'data.taskCode')
    const acceptedAtMs = instantOf(message.acceptedAt!, T)
    if (acceptedAtMs < known.appliedAtMs) return fault('4008', '', 'data.acceptedAt')
    return message.promisedAt && instantOf(message.promisedAt, PLAIN) < acceptedAtMs ? fault('4009', '', 'data.promisedAt') : null
  },
  apply(message, { cases }) {
    cases.get(message.projectNo!)!.acceptance = { atMs: instantOf(message.acceptedAt!, T), isRefused: message.acceptResult === '2' }
  },
}

/** Why a stage between 受理 and 办结 can't come now. */
function outOfOrder(message: Texts, { cases }: CasesState): Fault | null {
  const known = cases.get(message.projectNo!)
  if (known === undefined) return fault('4001', message.projectNo, 'data.projectNo')
  if (known.completedAtMs !== null) return fault('4005', message.projectNo, 'data.projectNo')
  if (known.acceptance === null) return fault('4004', message.projectNo, 'data.projectNo')
  return known.acceptance.isRefused ? fault('4006', message.projectNo, 'data.projectNo') : null
}

const process: Rule<CasesState> = {
  judge(message, state) {
    const found = outOfOrder(message, state)
    if (found !== null) return found
    const { steps, acceptance: accepted } = state.cases.get(message.projectNo!)!
    if (steps.get(message.stepNo!) === true && message.stepStatus === '2') return fault('4012', message.stepNo, 'data.stepNo')
    if (steps.has(message.stepNo!) && message.stepStatus === '1') return fault('4024', message.stepNo, 'data.stepNo')
    const startedAtMs = instantOf(message.startedAt!, T)
    if (startedAtMs < accepted!.atMs) return fault('4010', '', 'data.startedAt')
    return instantOf(message.endedAt!, T) < startedAtMs ? fault('4011', '', 'data.endedAt') : null
  },
  apply(message, { cases }) {
    const known = cases.get(message.projectNo!)!
    known.steps.set(message.stepNo!, message.stepStatus === '2')
    known.lastStepEndMs = Math.max(known.lastStepEndMs, instantOf(message.endedAt!, T))
  },
}

const specialProcedure: Rule<CasesState> = {
  judge(message, state) {
    const found = outOfOrder(message, state)
    if (found !== null) return found
    const { procedures, acceptance: accepted } = state.cases.get(message.projectNo!)!
    const hasEnded = procedures.get(message.procedureNo!)
    const isBeginning = message.phase === '1'
    if (!isBeginning && hasEnded === undefined) return fault('4013', message.procedureNo, 'data.procedureNo')
    if (isBeginning ? hasEnded !== undefined : hasEnded) return fault('4014', message.procedureNo, 'data.procedureNo')
    const startedAtMs = instantOf(message.startedAt!, COLONS)
    if (startedAtMs < accepted!.atMs) return fault('4010', '', 'data.startedAt')
    return message.endedAt && instantOf(message.endedAt, COLONS) < startedAtMs ? fault('4011', '', 'data.endedAt') : null
  },
  apply: (message, { cases }) => void cases.get(message.projectNo!)!.procedures.set(message.procedureNo!, message.phase === '2'),
}

const GRANTED = '1'
const NOT_ACCEPTED = '3'
const ENDED_EARLY = ['4', '5']

const completion: Rule<CasesState> = {
  judge(message, { cases }) {
    const known = cases.get(message.projectNo!)
    if (known === undefined) return fault('4001', message.projectNo, 'data.projectNo')
    if (known.completedAtMs !== null) return fault('4005', message.projectNo, 'data.projectNo')
    const { acceptance: accepted } = known
    if (accepted === null && !ENDED_EARLY.includes(message.result!)) return fault('4004', message.projectNo, 'data.projectNo')
    if (accepted?.isRefused && message.result !== NOT_ACCEPTED) return fault('4006', message.projectNo, 'data.result')
    if (accepted?.isRefused === false && message.result === NOT_ACCEPTED) return fault('4017', '', 'data.result')
    if (known.taskCode !== message.taskCode) return fault('4007', message.taskCode, 'data.taskCode')
    const open = [...known.procedures].find(([, hasEnded]) => !hasEnded)
    if (open !== undefined) return fault('4015', open[0], 'data.projectNo')
    const completedAtMs = instantOf(message.completedAt!, T)
    if (completedAtMs < (accepted?.atMs ?? known.appliedAtMs)) return fault('4016', '', 'data.completedAt')
    if (completedAtMs < known.lastStepEndMs) return fault('4018', '', 'data.completedAt')
    return message.result !== GRANTED && message.certificateNo ? fault('4019', '', 'data.certificateNo') : null
  },
  apply(message, { cases }) {
    cases.get(message.projectNo!)!.completedAtMs = instantOf(message.completedAt!, T)
  },
}

/** The case an evaluation is of: itself, or the reported children of a parent. */
function evaluated(projectNo: string, { cases, children }: CasesState): ReportedCase[] {
  const itself = cases.get(projectNo)
  return [...(itself ? [itself] : []), ...(children.get(projectNo) ?? []).map((child) => cases.get(child)!)]
}

const evaluation: Rule<CasesState> = {
  judge(message, state) {
    const projectNo = message.projectNo!
    const about = evaluated(projectNo, state)
    if (about.length === 0) return fault('4001', projectNo, 'data.projectNo')
    if (about.some(({ completedAtMs }) => completedAtMs === null)) return fault('4020', projectNo, 'data.projectNo')
    const last = state.evaluations.get(projectNo) ?? 0
    const number = Number(message.evaluationNo)
    if (number <= last) return fault('4021', message.evaluationNo, 'data.evaluationNo')
    if (number !== last + 1) return fault('4022', message.evaluationNo, 'data.evaluationNo')
    const completedAtMs = Math.max(...about.map((known) => known.completedAtMs!))
    return instantOf(message.evaluatedAt!, PLAIN) < completedAtMs ? fault('4023', '', 'data.evaluatedAt') : null
  },
  apply: (message, { evaluations }) => void evaluations.set(message.projectNo!, Number(message.evaluationNo)),
}

/** Order of stages of a 办件 (README, section 4). */
export const PROVINCE_RULES = {
  'province/application': application, 'province/acceptance': acceptance, 'province/process': process,
  'province/special-procedure': specialProcedure, 'province/completion': completion, 'province/evaluation': evaluation,
}

export interface ReviewsState {
  /** `projectNo/assessNumber`. */
  reviews: Set<string>
}

export const emptyReviews = (): ReviewsState => ({ reviews: new Set() })

const review: Rule<ReviewsState> = {
  judge: ({ projectNo, assessNumber }, { reviews }) => (reviews.has(`${projectNo}/${Number(assessNumber)}`) ? fault('4021', assessNumber, 'data.assessNumber') : null),
  apply: ({ projectNo, assessNumber }, { reviews }) => void reviews.add(`${projectNo}/${Number(assessNumber)}`),
}

export const GOOD_REVIEW_RULES = { 'good-review/evaluation': review }
