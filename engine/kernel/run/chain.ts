import type { Node } from '../graph.js'
import type { Activation } from '../state.js'
import { elementText, raiseIncident } from './incidents.js'
import type { Run } from './run.js'

/** Longest chain of signals and messages, each thrown because of the one before: processes that call each other up without end stop here. */
const MAX_CHAIN = 100

const WORDS = { SIGNAL_CHAIN: '信号', MESSAGE_CHAIN: '消息' } as const

/** Whether what is about to be thrown is one too many of a chain; an incident says so, nothing is thrown, and a retry begins a new chain. */
export function isChainTooLong(run: Run, record: Activation, node: Node, code: keyof typeof WORDS): boolean {
  if (run.chain < MAX_CHAIN) return false
  const what = WORDS[code]
  raiseIncident(run, record, code, `${elementText(node)}要发的${what}已是一连串消息或信号中的第 ${run.chain + 1} 个，多半是流程之间无止境地互相触发。请检查模型，改正后重试，或终止此流程。`, 'enter')
  return true
}
