import { el, flows, model, start, timer, user } from '../bpmn.js'
import { table } from './table.js'

const HOUR = 3_600_000
const xml = (body: string, kind?: string) => model(start(), el('intermediateCatchEvent', 'c', '', timer(body, kind)), user('a'), flows('s>c>a'))

table('timer intermediate catch event', [
  { title: 'waits for its duration', xml: xml('PT2H'), steps: ['start', 'advance PT1H'], then: { tasks: [], timers: [2 * HOUR] } },
  { title: 'goes on when it is over', xml: xml('PT2H'), steps: ['start', 'advance PT2H'], then: { tasks: ['a'], timers: [] } },
  { title: 'waits for a date with offset', xml: xml('2026-03-02T02:00:00Z', 'timeDate'), steps: ['start', 'advance PT1H'], then: { tasks: ['a'] } },
  { title: 'a date that has passed fires at once', xml: xml('2020-01-01', 'timeDate'), steps: ['start', 'advance PT0.001S'], then: { tasks: ['a'] } },
  { title: 'of a cycle takes the first instant', xml: xml('R5/PT1H', 'timeCycle'), steps: ['start', 'advance PT3H'], then: { tasks: ['a'], timers: [] } },
  { title: 'JUEL bodies are accepted', xml: xml('${wait}'), steps: ['start {"wait":"P1D"}'], then: { timers: [24 * HOUR] } },
  { title: 'can be triggered by hand', xml: xml('P30D'), steps: ['start', 'trigger c'], then: { tasks: ['a'], timers: [] } },
])
