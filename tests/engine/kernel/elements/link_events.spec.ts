import { el, end, flows, model, start, user } from '../bpmn.js'
import { table } from './table.js'

const go = (id: string, name: string) => el('intermediateThrowEvent', id, '', `<linkEventDefinition name="${name}"/>`)
const come = (id: string, name: string) => el('intermediateCatchEvent', id, '', `<linkEventDefinition name="${name}"/>`)

table('link events', [
  { title: 'a token goes on at the catch event of the same name', xml: model(start(), go('t', 'A'), come('c', 'A'), user('a'), flows('s>t', 'c>a')), steps: ['start'], then: { tasks: ['a'], completed: ['s', 't', 'c'] } },
  { title: 'several lead to one', xml: model(start(), user('u'), user('v'), go('t', 'A'), go('t2', 'A'), come('c', 'A'), user('a'), flows('s>u>t', 's>v>t2', 'c>a')), steps: ['start', 'complete u', 'complete v'], then: { tasks: ['a', 'a'] } },
  { title: 'a loop by a link', xml: model(start(), come('c', 'back'), user('a'), el('exclusiveGateway', 'g'), go('t', 'back'), end(), flows('s>a', 'c>a', 'a>g'), flows('g>t: again', 'g>e: not(again)')), steps: ['start', 'complete a {"again":true}', 'complete a {"again":false}'], then: { ended: true } },
  { title: 'without its own name it takes that of the event', xml: model(start(), '<intermediateThrowEvent id="t" name="B"><linkEventDefinition/></intermediateThrowEvent>', '<intermediateCatchEvent id="c" name="B"><linkEventDefinition/></intermediateCatchEvent>', user('a'), flows('s>t', 'c>a')), steps: ['start'], then: { tasks: ['a'] } },
  { title: 'inside a sub-process', xml: model(start(), el('subProcess', 'sub', '', start('is') + go('t', 'A') + come('c', 'A') + user('a') + flows('is>t', 'c>a')), user('after'), flows('s>sub>after')), steps: ['start', 'complete a'], then: { tasks: ['after'] } },
  { title: 'an inclusive join waits for what can still come by a link', xml: model(start(), el('parallelGateway', 'f'), user('u'), user('v'), go('t', 'A'), come('c', 'A'), el('inclusiveGateway', 'j'), user('a'), flows('s>f>u>j', 'f>v>t', 'c>j>a')), steps: ['start', 'complete u'], then: { tasks: ['v'] } },
  { title: '… and goes on when it has come', xml: model(start(), el('parallelGateway', 'f'), user('u'), user('v'), go('t', 'A'), come('c', 'A'), el('inclusiveGateway', 'j'), user('a'), flows('s>f>u>j', 'f>v>t', 'c>j>a')), steps: ['start', 'complete u', 'complete v'], then: { tasks: ['a'] } },
])
