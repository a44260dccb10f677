import { el, flows, model, start, timer, user } from '../bpmn.js'
import { table } from './table.js'

table('timer start event', [
  { title: 'starts an instance at its date', xml: model(el('startEvent', 'ts', '', timer('2026-03-03T09:00:00', 'timeDate')), user('a'), flows('ts>a')), steps: ['advance P1D'], then: { tasks: ['a'] } },
  { title: 'not before', xml: model(el('startEvent', 'ts', '', timer('2026-03-03T09:00:00', 'timeDate')), user('a'), flows('ts>a')), steps: ['advance PT23H'], then: { instances: 0 } },
  { title: 'a cycle starts one instance each time, as often as it says', xml: model(el('startEvent', 'ts', '', timer('R2/PT1H', 'timeCycle')), user('a'), flows('ts>a')), steps: ['advance PT5H'], then: { tasks: ['a', 'a'] } },
  { title: 'cron runs by the clock of Changsha', xml: model(el('startEvent', 'ts', '', timer('0 30 8 ? * MON-FRI', 'timeCycle')), user('a'), flows('ts>a')), steps: ['advance P3D'], then: { tasks: ['a', 'a', 'a'] } },
  { title: 'beside a none start event', xml: model(start(), el('startEvent', 'ts', '', timer('PT1H')), user('a'), user('b'), flows('s>a', 'ts>b')), steps: ['start', 'advance PT1H'], then: { tasks: ['a', 'b'] } },
])
