import { el, end, flows, model, start } from '../bpmn.js'
import { table } from './table.js'

table('none intermediate throw event', [
  { title: 'is a milestone the token passes', xml: model(start(), el('intermediateThrowEvent', 'm'), end(), flows('s>m>e')), steps: ['start'], then: { ended: true, completed: ['s', 'm', 'e'] } },
])
