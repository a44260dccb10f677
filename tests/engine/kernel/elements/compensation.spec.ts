import { test } from '@japa/runner'
import { el, end, file, findings, flows, model, process, start, timer, user } from '../bpmn.js'
import { table } from './table.js'

const compensate = (attributes = '') => `<compensateEventDefinition ${attributes}/>`
/** The boundary event of an activity, its handler and the association between them. */
const undo = (activity: string, handler = `undo_${activity}`, kind = 'userTask', attributes = '', content = '') =>
  el('boundaryEvent', `c_${activity}`, `attachedToRef="${activity}"`, compensate()) +
  el(kind, handler, `isForCompensation="true" ${attributes}`, content) +
  `<association id="as_${activity}" sourceRef="c_${activity}" targetRef="${handler}" associationDirection="One"/>`
const throwing = (id = 't', attributes = '', type = 'intermediateThrowEvent') => el(type, id, '', compensate(attributes))
const sub = (id: string, ...content: string[]) => el('subProcess', id, '', content.join(''))
const loop = (count: number, isSequential: boolean) => `<multiInstanceLoopCharacteristics isSequential="${isSequential}"><loopCardinality>${count}</loopCardinality></multiInstanceLoopCharacteristics>`
const fork = (id: string) => el('parallelGateway', id)
const input = (name: string, value: string) => `<extensionElements><camunda:inputOutput><camunda:inputParameter name="${name}">${value}</camunda:inputParameter></camunda:inputOutput></extensionElements>`

const chain = model(start(), user('a'), undo('a'), user('b'), undo('b'), throwing(), user('after'), flows('s>a>b>t>after'))
const parallel = model(start(), fork('f'), user('a'), undo('a'), user('b'), undo('b'), fork('j'), throwing(), user('after'), flows('s>f>a>j', 'f>b>j>t>after'))
const nested = (more = '') => model(start(), sub('box', start('is'), user('a'), undo('a'), user('b'), undo('b'), end('ie'), flows('is>a>b>ie'), more), user('w'), throwing(), user('after'), flows('s>box>w>t>after'))
const many = (isSequential: boolean) => model(start(), user('a', '', loop(3, isSequential)), undo('a'), throwing(), user('after'), flows('s>a>t>after'))

table('compensation', [
  { title: 'undoes in reverse order of completion: the handler of what came last is done first', xml: chain, steps: ['start', 'complete a', 'complete b'], then: { tasks: ['undo_b'] } },
  { title: 'the handler of what came before follows', xml: chain, steps: ['start', 'complete a', 'complete b', 'complete undo_b'], then: { tasks: ['undo_a'] } },
  { title: 'the throw event waits for all handlers', xml: chain, steps: ['start', 'complete a', 'complete b', 'complete undo_b', 'complete undo_a'], then: { tasks: ['after'], completed: ['s', 'a', 'b', 'undo_b', 'undo_a', 't'] } },
  { title: 'what no sequence flow puts in order is undone at once', xml: parallel, steps: ['start', 'complete a', 'complete b'], then: { tasks: ['undo_a', 'undo_b'] } },
  { title: 'only the activity named', xml: model(start(), user('a'), undo('a'), user('b'), undo('b'), throwing('t', 'activityRef="a"'), user('after'), flows('s>a>b>t>after')), steps: ['start', 'complete a', 'complete b'], then: { tasks: ['undo_a'] } },
  { title: 'without waiting the throw event goes on while handlers run', xml: model(start(), user('a'), undo('a'), user('b'), undo('b'), throwing('t', 'waitForCompletion="false"'), user('after'), flows('s>a>b>t>after')), steps: ['start', 'complete a', 'complete b'], then: { tasks: ['after', 'undo_b'] } },
  { title: 'without waiting the order is kept all the same, and the process waits for the handlers', xml: model(start(), user('a'), undo('a'), user('b'), undo('b'), throwing('t', 'waitForCompletion="false"'), end(), flows('s>a>b>t>e')), steps: ['start', 'complete a', 'complete b', 'complete undo_b'], then: { tasks: ['undo_a'], ended: false } },
  { title: 'what has not completed is not undone', xml: model(start(), fork('f'), user('a'), undo('a'), user('b'), undo('b'), throwing(), user('after'), flows('s>f>a>t>after', 'f>b')), steps: ['start', 'complete a'], then: { tasks: ['b', 'undo_a'] } },
  { title: 'nothing has completed: the throw event passes', xml: model(start(), fork('f'), user('a'), undo('a'), throwing(), user('after'), flows('s>f>a', 'f>t>after')), steps: ['start'], then: { tasks: ['a', 'after'] } },
  { title: 'a handler runs once, however often it is asked for', xml: model(start(), user('a'), undo('a'), throwing(), throwing('t2'), user('after'), flows('s>a>t>t2>after')), steps: ['start', 'complete a', 'complete undo_a'], then: { tasks: ['after'] } },
  { title: 'two throw events at once share the work: the second has nothing to wait for', xml: model(start(), user('a'), undo('a'), fork('f'), throwing(), throwing('t2'), user('x'), user('y'), flows('s>a>f>t>x', 'f>t2>y')), steps: ['start', 'complete a'], then: { tasks: ['undo_a', 'y'] } },
  { title: 'an activity done twice is undone twice, the later time first', xml: model(start(), el('exclusiveGateway', 'm'), user('a'), undo('a'), el('exclusiveGateway', 'x', 'default="x_t"'), throwing(), user('after'), flows('s>m>a>x', 'x>m: again = true', 'x>t>after')), steps: ['start', 'complete a {"again":true}', 'complete a {"again":false}', 'complete undo_a'], then: { tasks: ['undo_a'] } },
  { title: 'an end event throws too, and the process ends after the handlers', xml: model(start(), user('a'), undo('a'), throwing('t', '', 'endEvent'), flows('s>a>t')), steps: ['start', 'complete a', 'complete undo_a'], then: { ended: true } },
  { title: 'a service task as handler', xml: model(start(), user('a'), undo('a', 'undo', 'serviceTask', 'camunda:topic="refund"'), throwing(), user('after'), flows('s>a>t>after')), steps: ['start', 'complete a'], then: { jobs: ['refund'], tasks: [] } },
  { title: 'a script as handler runs at once', xml: model(start(), user('a'), undo('a', 'undo', 'scriptTask', 'camunda:resultVariable="undone"', '<script>true</script>'), throwing(), user('after'), flows('s>a>t>after')), steps: ['start', 'complete a'], then: { data: { undone: true }, tasks: ['after'] } },
  { title: 'a sub-process as handler', xml: model(start(), user('a'), undo('a', 'undo', 'subProcess', '', start('us') + user('u') + flows('us>u')), throwing(), user('after'), flows('s>a>t>after')), steps: ['start', 'complete a', 'complete u'], then: { tasks: ['after'] } },
  { title: 'a call activity as handler', xml: file(process('p', start(), user('a'), undo('a', 'undo', 'callActivity', 'calledElement="q"'), throwing(), user('after'), flows('s>a>t>after')), process('q', start('qs'), user('inner'), flows('qs>inner'))), steps: ['start', 'complete a', 'complete inner'], then: { tasks: ['after'], instances: 1 } },
  { title: 'a call activity is undone by its handler', xml: file(process('p', start(), el('callActivity', 'a', 'calledElement="q"'), undo('a'), throwing(), user('after'), flows('s>a>t>after')), process('q', start('qs'), end('qe'), flows('qs>qe'))), steps: ['start'], then: { tasks: ['undo_a'] } },
  { title: 'a boundary timer of a handler works; when it ends the handler, the rest goes on', xml: model(start(), user('a'), undo('a'), el('boundaryEvent', 'late', 'attachedToRef="undo_a"', timer('PT1H')), user('chase'), throwing(), user('after'), flows('s>a>t>after', 'late>chase')), steps: ['start', 'complete a', 'advance PT1H'], then: { tasks: ['after', 'chase'] } },
  { title: 'a handler sees what its activity had of its own', xml: model(start(), user('a', '', input('amount', '=7')), undo('a', 'undo', 'scriptTask', 'camunda:resultVariable="back"', '<script>amount</script>'), throwing(), user('after'), flows('s>a>t>after')), steps: ['start', 'complete a'], then: { data: { back: 7 } } },
  { title: 'a failed handler is an incident; the retry goes on', xml: model(start(), user('a'), undo('a', 'undo', 'serviceTask', 'camunda:topic="refund"'), throwing(), user('after'), flows('s>a>t>after')), steps: ['start', 'complete a', 'jobFail undo', 'retry', 'job undo'], then: { tasks: ['after'], incidents: [] } },
  { title: 'cancelling the instance leaves nothing behind', xml: chain, steps: ['start', 'complete a', 'complete b', 'cancel'], then: { ended: true } },
  { title: 'a suspended instance compensates after its resume', xml: chain, steps: ['start', 'complete a', 'suspend', 'resume', 'complete b', 'suspend', 'resume', 'complete undo_b'], then: { tasks: ['undo_a'] } },
])

table('compensation of sub-processes and repetitions', [
  { title: 'a completed sub-process is undone by undoing what it has done, last first', xml: nested(), steps: ['start', 'complete a', 'complete b', 'complete w'], then: { tasks: ['undo_b'] } },
  { title: 'the throw event goes on when all of it is undone', xml: nested(), steps: ['start', 'complete a', 'complete b', 'complete w', 'complete undo_b', 'complete undo_a'], then: { tasks: ['after'] } },
  { title: 'a sub-process with a handler of its own is undone by that alone', xml: model(start(), sub('box', start('is'), user('a'), undo('a'), end('ie'), flows('is>a>ie')), undo('box'), throwing(), user('after'), flows('s>box>t>after')), steps: ['start', 'complete a'], then: { tasks: ['undo_box'] } },
  { title: 'an interrupted sub-process has nothing to undo', xml: model(start(), sub('box', start('is'), user('a'), undo('a'), user('b'), flows('is>a>b')), el('boundaryEvent', 'late', 'attachedToRef="box"', timer('PT1H')), throwing(), user('after'), user('done'), flows('s>box>done', 'late>t>after')), steps: ['start', 'complete a', 'advance PT1H'], then: { tasks: ['after'] } },
  { title: 'inside a running sub-process only its own level is undone', xml: model(start(), user('o'), undo('o'), sub('box', start('is'), user('a'), undo('a'), throwing(), user('more'), flows('is>a>t>more')), throwing('t2'), flows('s>o>box>t2')), steps: ['start', 'complete o', 'complete a', 'complete undo_a'], then: { tasks: ['more'] } },
  { title: 'what was undone inside is not undone again from outside', xml: model(start(), sub('box', start('is'), user('a'), undo('a'), throwing('t1'), flows('is>a>t1')), throwing(), user('after'), flows('s>box>t>after')), steps: ['start', 'complete a', 'complete undo_a'], then: { tasks: ['after'] } },
  { title: 'sub-processes in sub-processes, last first', xml: model(start(), sub('box', start('is'), user('a'), undo('a'), sub('inner', start('iis'), user('b'), undo('b'), flows('iis>b')), flows('is>a>inner')), throwing(), user('after'), flows('s>box>t>after')), steps: ['start', 'complete a', 'complete b'], then: { tasks: ['undo_b'] } },
  { title: 'parallel instances: once for each that completed, all at once', xml: many(false), steps: ['start', 'complete a', 'complete a', 'complete a'], then: { tasks: ['undo_a', 'undo_a', 'undo_a'] } },
  { title: 'sequential instances: once each, one after the other', xml: many(true), steps: ['start', 'complete a', 'complete a', 'complete a', 'complete undo_a'], then: { tasks: ['undo_a'] } },
  { title: 'instances that an early decision ended are not undone', xml: model(start(), user('a', '', loop(3, false).replace('</multi', '<completionCondition>nrOfCompletedInstances = 2</completionCondition></multi')), undo('a'), throwing(), user('after'), flows('s>a>t>after')), steps: ['start', 'complete a', 'complete a'], then: { tasks: ['undo_a', 'undo_a'] } },
  { title: 'each instance is undone with its own variables', xml: model(start(), el('subProcess', 'box', '', `<multiInstanceLoopCharacteristics isSequential="true" camunda:collection="list" camunda:elementVariable="item"/>${start('is')}${user('a')}${undo('a', 'undo', 'scriptTask', '', '<script>{undone: concatenate(if undone = null then [] else undone, [item])}</script>')}${flows('is>a')}`), throwing(), user('after'), flows('s>box>t>after')), steps: ['start {"list":["x","y"]}', 'complete a', 'complete a'], then: { data: { undone: ['y', 'x'] }, tasks: ['after'] } },
])

const booking = el('subProcess', 'redo', 'triggeredByEvent="true"', el('startEvent', 'rs', '', compensate()) + throwing('rt') + user('report') + flows('rs>rt>report'))
table('compensation event sub-process', [
  { title: 'it runs instead of the default, and may undo what its sub-process had done', xml: nested(booking), steps: ['start', 'complete a', 'complete b', 'complete w'], then: { tasks: ['undo_b'] } },
  { title: 'the throw event waits for its end', xml: nested(booking), steps: ['start', 'complete a', 'complete b', 'complete w', 'complete undo_b', 'complete undo_a'], then: { tasks: ['report'] } },
  { title: 'then goes on', xml: nested(booking), steps: ['start', 'complete a', 'complete b', 'complete w', 'complete undo_b', 'complete undo_a', 'complete report'], then: { tasks: ['after'] } },
  { title: 'an error in it is not caught by the boundary events of the sub-process that is over', xml: file('<error id="er" errorCode="BAD"/>', nested(booking.replace('<userTask id="report" ></userTask>', '<endEvent id="report"><errorEventDefinition errorRef="er"/></endEvent>')).replace(/^.*?(<process.*<\/process>).*$/, '$1').replace('</process>', `${el('boundaryEvent', 'caught', 'attachedToRef="box"', '<errorEventDefinition errorRef="er"/>')}${user('wrong')}${flows('caught>wrong')}</process>`)), steps: ['start', 'complete a', 'complete b', 'complete w', 'complete undo_b', 'complete undo_a'], then: { incidents: ['UNCAUGHT_ERROR'], tasks: [] } },
  { title: 'what it does not undo stays done', xml: nested(booking.replace('<compensateEventDefinition /></intermediate', '<compensateEventDefinition activityRef="a"/></intermediate')), steps: ['start', 'complete a', 'complete b', 'complete w', 'complete undo_a', 'complete report'], then: { tasks: ['after'] } },
])

test.group('kernel/elements | compensation: what is wrong with a model', () => {
  const rules: [string, string, string[]][] = [
    ['a boundary event without a handler', model(start(), user('a'), el('boundaryEvent', 'c', 'attachedToRef="a"', compensate()), flows('s>a')), ['COMPENSATION_HANDLER c']],
    ['an association to an activity that is no handler', model(start(), user('a'), undo('a').replace('isForCompensation="true"', ''), flows('s>a')), ['COMPENSATION_HANDLER c_a']],
    ['two compensation events on one activity', model(start(), user('a'), undo('a'), undo('a', 'u2').replaceAll('c_a', 'c2').replaceAll('as_a', 'as2'), flows('s>a')), ['SEVERAL_COMPENSATE_BOUNDARIES c2']],
    ['a handler inside the flow', model(start(), user('a'), undo('a'), flows('s>a>undo_a')), ['COMPENSATION_HANDLER_FLOW undo_a']],
    ['an activity out of sight', model(start(), sub('box', start('is'), user('a'), undo('a'), flows('is>a')), throwing('t', 'activityRef="a"'), flows('s>box>t')), ['COMPENSATION_ACTIVITY t']],
    ['a compensation start event outside an event sub-process', model(el('startEvent', 's', '', compensate()), user('a'), flows('s>a')), ['COMPENSATE_START s']],
  ]
  for (const [title, xml, expected] of rules) {
    test(title, async ({ assert }) => assert.deepEqual(await findings(xml), expected))
  }

  test('a handler that nothing can ever ask for costs nothing: nothing is remembered', async ({ assert }) => {
    assert.deepEqual(await findings(model(start(), user('a'), undo('a'), user('b'), flows('s>a>b'))), [])
  })
})
