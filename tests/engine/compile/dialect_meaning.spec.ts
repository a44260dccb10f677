import { test } from '@japa/runner'
import { compileModel } from '#engine/compile/compile_model'
import type { Event, JobCreated, TaskCreated } from '#engine/kernel/events'
import { advanceTo, openRehearsal, startProcess, submit, type StartInput } from '#engine/rehearsal/rehearsal'
import { el, end, flows, start, timer, user } from '../kernel/bpmn.js'
import { extended, foreignFile, oneTask } from './foreign.js'

const NOW_MS = Date.UTC(2026, 0, 5)
const DAY_MS = 86_400_000

/** A compiled process at work, with everything it has decided. */
async function play(xml: string, input: StartInput = {}) {
  const { processes, diagnostics } = await compileModel(xml)
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'))
  const events: Event[] = []
  const rehearsal = openRehearsal({ processes, nowMs: NOW_MS, onRecord: (record) => void events.push(...record.events) })
  const answer = startProcess(rehearsal, 'p', input)
  const of = <T extends Event['type']>(type: T) => events.filter((event): event is Extract<Event, { type: T }> => event.type === type)
  const complete = (element: string, outcome: string | null = null) => {
    const task = of('TaskCreated').findLast(({ elementId }) => elementId === element) as TaskCreated
    return submit(rehearsal, 'i1', { type: 'CompleteTask', taskId: task.taskId, by: task.assignee ?? 'admin', outcome, opinion: null, data: {} })
  }
  return {
    answer, rehearsal, complete, of,
    tasks: () => of('TaskCreated'),
    task: (element: string) => of('TaskCreated').find(({ elementId }) => elementId === element) as TaskCreated,
    job: () => of('JobCreated')[0] as JobCreated,
    state: () => rehearsal.states.get('i1'),
  }
}

const yudao = (...children: [name: string, value: string][]) => children.map(([name, value]) => `<flowable:${name}>${value}</flowable:${name}>`)

test.group('dialects | what foreign words mean once they run', () => {
  const people: [title: string, xml: string, expected: { assignee?: string | null; candidates?: string[] }, variables?: Record<string, unknown>][] = [
    ['roles of Yudao', oneTask('', extended(...yudao(['candidateStrategy', '10'], ['candidateParam', '5,6']))), { candidates: ['role:5', 'role:6', 'user:admin'] }],
    ['departments of Yudao', oneTask('', extended(...yudao(['candidateStrategy', '20'], ['candidateParam', '7']))), { candidates: ['dept:7', 'user:admin'] }],
    ['heads of departments', oneTask('', extended(...yudao(['candidateStrategy', '21'], ['candidateParam', '7']))), { candidates: ['role:approver@dept:7', 'user:admin'] }],
    ['posts', oneTask('', extended(...yudao(['candidateStrategy', '22'], ['candidateParam', '9']))), { candidates: ['post:9', 'user:admin'] }],
    ['users', oneTask('', extended(...yudao(['candidateStrategy', '30'], ['candidateParam', 'li,wang']))), { candidates: ['user:li', 'user:wang'] }],
    ['the starter himself', oneTask('', extended(...yudao(['candidateStrategy', '36']))), { assignee: 'zhao' }],
    ['whom the starter has chosen', oneTask('', extended(...yudao(['candidateStrategy', '35']))), { candidates: ['user:qian'] }, { startUserSelectAssignees: { a: ['qian'] } }],
    ['a person of the form', oneTask('', extended(...yudao(['candidateStrategy', '50'], ['candidateParam', 'chosen']))), { candidates: ['user:sun'] }, { chosen: 'sun' }],
    ['groups of RuoYi', oneTask('flowable:candidateGroups="ROLE5,DEPT12"'), { candidates: ['role:5', 'dept:12', 'user:admin'] }],
  ]
  for (const [title, xml, expected, variables] of people) {
    test(`who: ${title}`, async ({ assert }) => {
      const { task } = await play(xml, { starter: 'zhao', ...(variables === undefined ? {} : { variables }) })
      const { assignee, candidates } = task('a')
      assert.deepEqual('assignee' in expected ? { assignee } : { candidates }, expected as object)
    })
  }

  test('a countersign of RuoYi asks each of the named people once', async ({ assert }) => {
    const loop = '<multiInstanceLoopCharacteristics flowable:collection="${multiInstanceHandler.getUserIds(execution)}" flowable:elementVariable="assignee"><completionCondition>${nrOfCompletedInstances&gt;=nrOfInstances}</completionCondition></multiInstanceLoopCharacteristics>'
    const { tasks } = await play(oneTask('flowable:assignee="${assignee}" flowable:candidateUsers="li,wang"', loop))
    assert.deepEqual(tasks().map(({ candidates }) => candidates), [['user:li'], ['user:wang']])
  })

  test('whoever is first: Yudao\'s method 3 is one task for all candidates', async ({ assert }) => {
    const loop = '<multiInstanceLoopCharacteristics flowable:collection="${coll_userList}"><completionCondition>${ nrOfCompletedInstances &gt; 0 }</completionCondition></multiInstanceLoopCharacteristics>'
    const { tasks } = await play(oneTask('', extended(...yudao(['candidateStrategy', '30'], ['candidateParam', 'li,wang'], ['approveMethod', '3'])) + loop))
    assert.deepEqual(tasks().map(({ candidates }) => candidates), [['user:li', 'user:wang']])
  })

  test('one after the other: Yudao\'s method 4 asks the next when one is done', async ({ assert }) => {
    const loop = '<multiInstanceLoopCharacteristics isSequential="true" flowable:collection="${coll_userList}"/>'
    const { tasks, complete } = await play(oneTask('', extended(...yudao(['candidateStrategy', '30'], ['candidateParam', 'li,wang'], ['approveMethod', '4'])) + loop))
    assert.deepEqual(tasks().map(({ assignee }) => assignee), ['li'])
    complete('a')
    assert.deepEqual(tasks().map(({ assignee }) => assignee), ['li', 'wang'])
  })

  test('refusing ends the process where Yudao says so, and agreeing goes on', async ({ assert }) => {
    const xml = foreignFile(start() + user('a', '', extended(...yudao(['rejectHandlerType', '1']), '<flowable:buttonsSetting id="2" displayName="不同意" enable="true"/>')) + user('b') + end() + flows('s>a>b>e'))
    const refused = await play(xml)
    assert.deepEqual(refused.task('a').outcomes, ['agree', 'refuse'])
    refused.complete('a', 'refuse')
    assert.equal(refused.state()?.status, 'completed')
    assert.lengthOf(refused.tasks(), 1)
    const agreed = await play(xml)
    agreed.complete('a', 'agree')
    assert.deepEqual(agreed.tasks().map(({ elementId }) => elementId), ['a', 'b'])
  })

  test('agreed by the clock: Yudao\'s time limit 2 goes on to the next step', async ({ assert }) => {
    const boundary = el('boundaryEvent', 'late', 'attachedToRef="a" cancelActivity="false"', extended(...yudao(['timeoutHandlerType', '2'])) + timer('PT6H'))
    const { rehearsal, tasks } = await play(foreignFile(start() + user('a') + boundary + user('b') + end() + flows('s>a>b>e')))
    advanceTo(rehearsal, NOW_MS + DAY_MS)
    assert.deepEqual(tasks().map(({ elementId }) => elementId), ['a', 'b'])
  })

  test('a reminder of Yudao is a due date', async ({ assert }) => {
    const boundary = el('boundaryEvent', 'late', 'attachedToRef="a" cancelActivity="false"', extended(...yudao(['timeoutHandlerType', '1'])) + timer('PT6H'))
    const { task } = await play(foreignFile(start() + user('a') + boundary + end() + flows('s>a>e')))
    assert.equal(task('a').dueAtMs, NOW_MS + DAY_MS / 4)
  })

  test('nobody found passes where the file says so', async ({ assert }) => {
    const { state } = await play(oneTask('', extended(...yudao(['candidateStrategy', '10'], ['candidateParam', '5'], ['assignEmptyHandlerType', '1']))))
    assert.equal(state()?.status, 'completed')
  })

  test('fields, buttons and the opinion of a step', async ({ assert }) => {
    const { processes } = await compileModel(oneTask('', extended('<flowable:fieldsPermission field="area" permission="3"/>', '<flowable:buttonsSetting id="3" enable="true"/>', '<flowable:buttonsSetting id="6" enable="true"/>', '<flowable:buttonsSetting id="5" enable="false"/>', ...yudao(['reasonRequire', 'true']))))
    const { fieldPermissions, actions, opinion } = processes[0]?.elements.get('a')?.userTask ?? {}
    assert.deepEqual({ fieldPermissions, actions, opinion }, { fieldPermissions: { area: 'hidden' }, actions: ['transfer', 'return'], opinion: 'required' })
  })

  test('a step is skipped only when skipping is switched on', async ({ assert }) => {
    const xml = oneTask('flowable:skipExpression="${small}"')
    const variables = { small: true }
    assert.equal((await play(xml, { variables })).state()?.status, 'active')
    assert.equal((await play(xml, { variables: { ...variables, _FLOWABLE_SKIP_EXPRESSION_ENABLED: true } })).state()?.status, 'completed')
    assert.equal((await play(xml, { variables: { small: false, _FLOWABLE_SKIP_EXPRESSION_ENABLED: true } })).state()?.status, 'active')
  })

  test('an expression without calls computes its result', async ({ assert }) => {
    const { state } = await play(foreignFile(start() + el('serviceTask', 'double', 'camunda:expression="${amount * 2}" camunda:resultVariable="twice"') + user('a') + flows('s>double>a')), { variables: { amount: 21 } })
    assert.equal(state()?.data.twice, 42)
  })

  test('the starter is kept in the variable that the start event names', async ({ assert }) => {
    const { state } = await play(foreignFile(el('startEvent', 's', 'activiti:initiator="applicant"') + user('a') + flows('s>a')), { starter: 'zhao' })
    assert.equal(state()?.data.applicant, 'zhao')
  })

  test('only candidate starters start; clocks and callers are not asked', async ({ assert }) => {
    const xml = foreignFile(start() + user('a') + flows('s>a'), 'camunda:candidateStarterUsers="zhao" camunda:candidateStarterGroups="clerk"')
    assert.isTrue((await play(xml, { starter: 'zhao' })).answer.ok)
    const { answer } = await play(xml, { starter: 'qian' })
    assert.deepEqual(answer.ok ? null : answer.rejection.code, 'FORBIDDEN')
    assert.isTrue((await play(xml)).answer.ok)
  })

  test('a potential starter is a candidate starter', async ({ assert }) => {
    const potential = '<camunda:potentialStarter><resourceAssignmentExpression><formalExpression>group(clerk), user(zhao)</formalExpression></resourceAssignmentExpression></camunda:potentialStarter>'
    const { processes } = await compileModel(foreignFile(extended(potential) + start() + user('a') + flows('s>a')))
    assert.deepEqual(processes[0]?.candidateStarters, ['user:zhao', 'role:clerk'])
  })

  test('terminateAll ends the whole instance from inside a sub-process', async ({ assert }) => {
    const inner = start('is') + el('endEvent', 'stop', '', '<terminateEventDefinition flowable:terminateAll="true"/>') + flows('is>stop')
    const { state } = await play(foreignFile(start() + el('parallelGateway', 'fork') + el('subProcess', 'sub', '', inner) + user('a') + user('after') + flows('s>fork>sub>after', 'fork>a')))
    assert.equal(state()?.status, 'completed')
  })

  test('a follow-up date turns the light amber', async ({ assert }) => {
    const { task } = await play(oneTask('camunda:dueDate="P10D" camunda:followUpDate="P2D"'))
    assert.deepEqual([task('a').dueAtMs, task('a').amberAtMs], [NOW_MS + 10 * DAY_MS, NOW_MS + 2 * DAY_MS])
  })

  test('lists and maps as parameters are FEEL; headers of Camunda 8 come along', async ({ assert }) => {
    const parameters = '<camunda:inputOutput><camunda:inputParameter name="list"><camunda:list><camunda:value>a</camunda:value><camunda:value>${x}</camunda:value></camunda:list></camunda:inputParameter><camunda:inputParameter name="map"><camunda:map><camunda:entry key="k">v</camunda:entry></camunda:map></camunda:inputParameter></camunda:inputOutput>'
    const headers = '<zeebe:taskHeaders><zeebe:header key="kind" value="notice"/></zeebe:taskHeaders>'
    const { job } = await play(foreignFile(start() + el('serviceTask', 'w', 'camunda:topic="t"', extended(parameters, headers)) + flows('s>w')), { variables: { x: 7 } })
    assert.deepEqual(job().input, { list: ['a', 7], map: { k: 'v' }, taskHeaders: { kind: 'notice' } })
  })

  test('an external worker of Flowable gets what is named', async ({ assert }) => {
    const { job } = await play(foreignFile(start() + el('serviceTask', 'w', 'flowable:type="external-worker" flowable:topic="t"', extended('<flowable:externalWorkerInParameter source="x" target="y"/>')) + flows('s>w')), { variables: { x: 7 } })
    assert.deepEqual([job().topic, job().input], ['t', { y: 7 }])
  })

  test('HTTP requests of Flowable and of Camunda\'s connector become ours', async ({ assert }) => {
    const fields = [['requestUrl', 'https://api.example.cn/${id}'], ['requestMethod', 'post'], ['requestHeaders', 'Accept: application/json'], ['requestBody', '${payload}'], ['responseVariableName', 'answer']]
    const flowable = el('serviceTask', 'w', 'flowable:type="http"', extended(...fields.map(([name, value]) => `<flowable:field name="${name}"><flowable:expression>${value}</flowable:expression></flowable:field>`)))
    const connector = '<camunda:connector><camunda:connectorId>http-connector</camunda:connectorId><camunda:inputOutput><camunda:inputParameter name="url">https://api.example.cn/7</camunda:inputParameter><camunda:inputParameter name="headers"><camunda:map><camunda:entry key="Accept">application/json</camunda:entry></camunda:map></camunda:inputParameter></camunda:inputOutput></camunda:connector>'
    const first = (await play(foreignFile(start() + flowable + flows('s>w')), { variables: { id: 7, payload: { a: 1 } } })).job()
    const second = (await play(foreignFile(start() + el('serviceTask', 'w', '', extended(connector)) + flows('s>w')))).job()
    for (const job of [first, second]) {
      assert.deepEqual([job.kind, job.topic], ['builtin', 'http'])
      assert.deepInclude(job.input.http as object, { url: 'https://api.example.cn/7', headers: [{ name: 'Accept', value: 'application/json' }] })
    }
    assert.deepInclude(first.input.http as object, { method: 'POST', body: { a: 1 } })
  })

  test('a countersign of Yudao is decided by its ratio', async ({ assert }) => {
    const loop = '<multiInstanceLoopCharacteristics flowable:collection="${coll_userList}"><completionCondition>${ nrOfCompletedInstances/nrOfInstances &gt;= 0.5 }</completionCondition></multiInstanceLoopCharacteristics>'
    const { tasks, complete, state } = await play(oneTask('', extended(...yudao(['candidateStrategy', '30'], ['candidateParam', 'li,wang'], ['approveMethod', '2'])) + loop))
    assert.deepEqual(tasks().map(({ assignee }) => assignee), ['li', 'wang'])
    complete('a', 'agree')
    assert.equal(state()?.status, 'completed')
  })

  test('a form in the file is the step\'s form', async ({ assert }) => {
    const fields = '<camunda:formData><camunda:formField id="area" label="面积" type="long"><camunda:validation><camunda:constraint name="required"/></camunda:validation></camunda:formField><camunda:formField id="kind" type="enum"><camunda:value id="new" name="新开"/></camunda:formField></camunda:formData>'
    const { forms, processes } = await compileModel(oneTask('', extended(fields)))
    assert.equal(processes[0]?.elements.get('a')?.userTask?.formKey, 'a_form')
    assert.deepEqual(JSON.parse(forms[0]?.text ?? ''), {
      type: 'default', id: 'a_form', schemaVersion: 19,
      components: [
        { type: 'number', id: 'Field_area', key: 'area', label: '面积', validate: { required: true } },
        { type: 'select', id: 'Field_kind', key: 'kind', label: 'kind', values: [{ label: '新开', value: 'new' }] },
      ],
    })
  })

  test('Camunda 8: the form inside the file, and calls that hand everything over', async ({ assert }) => {
    const form = extended('<zeebe:userTaskForm id="f1">{"type":"default","components":[]}</zeebe:userTaskForm>')
    const call = el('callActivity', 'c', '', extended('<zeebe:calledElement processId="q" propagateAllChildVariables="false"/>'))
    const { forms, processes } = await compileModel(foreignFile(form + start() + user('a', '', extended('<zeebe:formDefinition formKey="camunda-forms:bpmn:f1"/>')) + call + flows('s>a>c')))
    assert.deepEqual([forms[0]?.key, processes[0]?.elements.get('a')?.userTask?.formKey], ['f1', 'f1'])
    assert.deepEqual(processes[0]?.needs.calledElements, ['q'])
  })
})
