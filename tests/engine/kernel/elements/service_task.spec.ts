import { test } from '@japa/runner'
import { el, findings, flows, model, start, timer, user } from '../bpmn.js'
import { table } from './table.js'

const xml = (attributes: string, content = '') => model(start(), el('serviceTask', 'w', attributes, content), user('a'), flows('s>w>a'))

table('service task', [
  { title: 'becomes a job and waits', xml: xml('camunda:type="external" camunda:topic="check"'), steps: ['start'], then: { jobs: ['check'], tasks: [], completed: ['s'] } },
  { title: 'goes on with what the worker answers', xml: xml('camunda:topic="check"'), steps: ['start', 'job w {"found":3}'], then: { tasks: ['a'], data: { found: 3 }, jobs: [] } },
  { title: 'gov:handler names a handler of the server', xml: xml('gov:handler="render"'), steps: ['start'], then: { jobs: ['render'] } },
  { title: 'a zeebe task definition is read', xml: xml('', '<extensionElements><zeebe:taskDefinition type="pay" retries="5"/></extensionElements>'), steps: ['start'], then: { jobs: ['pay'] } },
  { title: 'the topic may be an expression', xml: xml('camunda:topic="=&quot;check-&quot; + town"'), steps: ['start {"town":"huanghua"}'], then: { jobs: ['check-huanghua'] } },
  { title: 'a failure without retries left is an incident; the retry makes a new job', xml: xml('camunda:topic="check"'), steps: ['start', 'jobFail w', 'retry', 'job w'], then: { incidents: [], tasks: ['a'] } },
  {
    title: 'a retry leaves its boundary events as they are: those that fired do not fire again, those armed are not armed twice',
    xml: model(start(), el('serviceTask', 'w', 'camunda:topic="check"'), el('boundaryEvent', 'b1', 'attachedToRef="w" cancelActivity="false"', timer('PT1H')), el('boundaryEvent', 'b2', 'attachedToRef="w"', timer('PT5H')), user('once'), user('late'), user('a'), flows('s>w>a', 'b1>once', 'b2>late')),
    steps: ['start', 'advance PT2H', 'jobFail w', 'retry'],
    then: { tasks: ['once'], timers: [5 * 3_600_000], jobs: ['check'] },
  },
  { title: 'while the incident stands the job takes no result', xml: xml('camunda:topic="check"'), steps: ['start', 'jobFail w', 'job w'], then: { incidents: ['JOB_FAILED'], refused: 'NOT_FOUND', tasks: [] } },
  { title: 'a job answered twice is refused the second time', xml: xml('camunda:topic="check"'), steps: ['start', 'job w', 'job w'], then: { refused: 'NOT_FOUND', tasks: ['a'] } },
  {
    title: 'input parameters stay inside, output parameters go out',
    xml: xml('camunda:topic="check"', '<extensionElements><camunda:inputOutput><camunda:inputParameter name="inner">=x + 1</camunda:inputParameter><camunda:outputParameter name="outer">=inner * 10</camunda:outputParameter></camunda:inputOutput></extensionElements>'),
    steps: ['start {"x":1}', 'job w'],
    then: { data: { inner: undefined, outer: 20 } },
  },
])

test('kernel/elements | service task: Java classes and silent tasks are refused with the way out', async ({ assert }) => {
  for (const attributes of ['', 'camunda:class="com.example.Send"', 'camunda:delegateExpression="${bean}"']) {
    assert.deepEqual(await findings(xml(attributes)), ['SERVICE_NOT_IMPLEMENTED w'], attributes)
  }
  assert.deepEqual(await findings(xml('flowable:expression="${bean.run()}"')), ['JUEL_METHOD_CALL w'])
})
