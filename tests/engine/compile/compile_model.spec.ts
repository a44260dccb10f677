import { test } from '@japa/runner'
import { compileModel, type CompileResult } from '#engine/compile/compile_model'
import { compile, el, end, file, findings, flows, model, process, start, timer, user } from '../kernel/bpmn.js'

const one = (severity: string, code: string) => (result: CompileResult) => result.diagnostics.some((finding) => finding.severity === severity && finding.code === code)

const link = (direction: 'throw' | 'catch', id: string, name: string) => el(direction === 'throw' ? 'intermediateThrowEvent' : 'intermediateCatchEvent', id, '', `<linkEventDefinition name="${name}"/>`)

test.group('compile | findings across elements', () => {
  const table: [title: string, xml: string, errors: string[]][] = [
    ['a sound model has none', model(start(), user('a'), end(), flows('s>a>e')), []],
    ['a flow to nowhere', model(start(), '<sequenceFlow id="f" sourceRef="s" targetRef="ghost"/>'), ['DANGLING_REFERENCE f']],
    ['a flow from nowhere', model(start(), '<sequenceFlow id="f" sourceRef="ghost" targetRef="s"/>'), ['DANGLING_REFERENCE f']],
    ['one id twice', model(start(), user('a'), user('a'), flows('s>a')), ['DUPLICATE_ID a']],
    ['an id with signs that no tool takes', model(start(), user('审核'), '<sequenceFlow id="f" sourceRef="s" targetRef="审核"/>'), ['ILLEGAL_ID 审核', 'DANGLING_REFERENCE f']],
    ['a default flow of another node', model(start(), el('exclusiveGateway', 'g', 'default="s_g"'), user('a'), flows('s>g', 'g>a: 1 > 0')), ['DEFAULT_NOT_OUTGOING g']],
    ['a boundary event on nothing', model(start(), el('boundaryEvent', 'b', 'attachedToRef="ghost"', timer('PT1H')), user('a'), flows('s>a', 'b>a')), ['DANGLING_REFERENCE b']],
    ['a boundary event on a gateway', model(start(), el('parallelGateway', 'g'), el('boundaryEvent', 'b', 'attachedToRef="g"', timer('PT1H')), flows('s>g')), ['BOUNDARY_HOST b']],
    ['a message that is not declared', model(start(), el('receiveTask', 'r', 'messageRef="ghost"'), flows('s>r')), ['DANGLING_REFERENCE r']],
    ['a message without name', file('<message id="m"/>', process('p', start(), el('receiveTask', 'r', 'messageRef="m"'), flows('s>r'))), ['MESSAGE_WITHOUT_NAME r']],
    ['a flow into a start event', model(start(), user('a'), flows('s>a>s')), ['START_HAS_INCOMING s']],
    ['a flow out of a sub-process', model(start(), el('subProcess', 'sub', '', start('is') + user('in') + flows('is>in')), user('a'), flows('s>sub', 'in>a')), ['FLOW_CROSSES_SCOPE in_a']],
    ['a timer without body', model(start(), el('intermediateCatchEvent', 'c', '', '<timerEventDefinition/>'), flows('s>c')), ['TIMER_BODY c']],
    ['a timer that does not move the clock', model(start(), user('a'), el('boundaryEvent', 'b', 'attachedToRef="a" cancelActivity="false"', timer('R/PT0S', 'timeCycle')), flows('s>a')), ['TIMER_BODY b']],
    ['a condition that cannot be read', model(start(), user('a'), flows('s>a: (')), ['FEEL_SYNTAX s_a']],
    ['a method call in JUEL', model(start(), user('a'), flows('s>a: ${bean.run()}')), ['JUEL_METHOD_CALL s_a']],
    ['a sub-process with a triggered start', file('<message id="m" name="n"/>', process('p', start(), el('subProcess', 'sub', '', el('startEvent', 'is', '', '<messageEventDefinition messageRef="m"/>') + user('in') + flows('is>in')), flows('s>sub'))), ['SUB_PROCESS_TRIGGER is']],
    ['an event sub-process that nothing can trigger', model(start(), el('subProcess', 'sub', 'triggeredByEvent="true"', start('is') + user('in') + flows('is>in')), flows('s>sub')), ['EVENT_SUB_PROCESS_TRIGGER sub', 'EVENT_SUB_PROCESS_FLOW sub']],
    ['an event sub-process without a start event', model(start(), user('a'), el('subProcess', 'sub', 'triggeredByEvent="true"', user('in')), flows('s>a')), ['EVENT_SUB_PROCESS_START sub']],
    ['error and escalation at the start of a process', model(el('startEvent', 's1', '', '<errorEventDefinition/>'), el('startEvent', 's2', '', '<escalationEventDefinition/>'), user('a'), flows('s1>a', 's2>a')), ['START_TRIGGER s1', 'START_TRIGGER s2']],
    ['a link that leads nowhere, one that leads to two places', model(start(), user('a'), link('throw', 't1', 'A'), link('throw', 't2', 'B'), link('catch', 'c1', 'B'), link('catch', 'c2', 'B'), user('b'), flows('s>a>t1', 'a>t2', 'c1>b', 'c2>b')), ['LINK_WITHOUT_TARGET t1', 'LINK_WITHOUT_TARGET t2']],
    ['a link to another scope', model(start(), link('throw', 't', 'A'), el('subProcess', 'sub', '', link('catch', 'c', 'A') + user('in') + flows('c>in')), flows('s>t')), ['LINK_WITHOUT_TARGET t', 'NO_START_EVENT sub']],
    ['a link event with a flow on its far side', model(start(), link('throw', 't', 'A'), link('catch', 'c', 'A'), user('a'), flows('s>t>a', 's>c>a')), ['LINK_FLOW t', 'LINK_FLOW c']],
    ['an event-based gateway before a task, and one before nothing', model(start(), el('eventBasedGateway', 'g'), el('eventBasedGateway', 'h'), user('a'), flows('s>g>a', 's>h')), ['EVENT_GATEWAY_TARGET g', 'EVENT_GATEWAY_EMPTY h']],
    ['a condition that is not there, and changes that do not exist', model(start(), user('a'), el('boundaryEvent', 'b', 'attachedToRef="a"', '<conditionalEventDefinition/>'), el('boundaryEvent', 'c', 'attachedToRef="a"', '<conditionalEventDefinition camunda:variableEvents="touch"><condition>x</condition></conditionalEventDefinition>'), flows('s>a')), ['CONDITION_MISSING b', 'VARIABLE_EVENTS c']],
    ['a receive task that starts the process but has something before it, and no message', model(start(), el('receiveTask', 'r', 'instantiate="true"'), flows('s>r')), ['INSTANTIATE_INCOMING r', 'INSTANTIATE_MESSAGE r']],
    ['an event-based gateway that starts the process and waits for the clock; one in a sub-process; one that is parallel and starts nothing', model(start(), el('subProcess', 'sub', '', el('eventBasedGateway', 'h', 'instantiate="true"') + el('intermediateCatchEvent', 'ht', '', timer('PT1H')) + flows('h>ht')), el('eventBasedGateway', 'g', 'instantiate="true"'), el('intermediateCatchEvent', 't', '', timer('PT1H')), el('eventBasedGateway', 'k', 'eventGatewayType="Parallel"'), flows('s>sub', 'g>t', 's>k>t')), ['INSTANTIATE_PLACE h', 'EVENT_GATEWAY_PARALLEL k', 'INSTANTIATE_MESSAGE g']],
    ['a signal that is not named', model(start(), el('intermediateThrowEvent', 'x', '', '<signalEventDefinition/>'), flows('s>x')), ['SIGNAL_MISSING x']],
    ['the same escalation caught twice on one activity', model(start(), el('subProcess', 'sub', '', start('is')), el('boundaryEvent', 'b', 'attachedToRef="sub"', '<escalationEventDefinition/>'), el('boundaryEvent', 'c', 'attachedToRef="sub"', '<escalationEventDefinition/>'), flows('s>sub')), ['AMBIGUOUS_ESCALATION_BOUNDARY c']],
    ['no process at all', file('<message id="m" name="n"/>'), ['NO_PROCESS']],
    ['a variable that a start timer cannot know', model(el('startEvent', 't', '', timer('=when')), flows()), ['START_TIMER_VARIABLES t']],
  ]
  for (const [title, xml, errors] of table) {
    test(title, async ({ assert }) => assert.deepEqual(await findings(xml), errors))
  }

  const unsupported: [xml: string, kind: string][] = [
    [el('intermediateThrowEvent', 'x', '', timer('PT1H')), 'intermediateThrowEvent:timer'],
    [el('endEvent', 'x', '', '<conditionalEventDefinition/>'), 'endEvent:conditional'],
  ]
  for (const [xml, kind] of unsupported) {
    test(`unsupported, named and never silent: ${kind}`, async ({ assert }) => {
      const { processes, diagnostics } = await compileModel(model(start(), xml, end(), flows('s>e')))
      const finding = diagnostics.find((one) => one.code === 'UNSUPPORTED_ELEMENT')
      assert.deepEqual([finding?.severity, finding?.elementId, finding?.elementKind], ['error', 'x', kind])
      assert.include(finding?.message ?? '', kind)
      assert.lengthOf(processes, 0)
    })
  }

  test('warnings do not stop a deployment', async ({ assert }) => {
    const unreachable = await compileModel(model(start(), user('a'), user('lost'), flows('s>a')))
    assert.isTrue(one('warning', 'UNREACHABLE')(unreachable))
    const loop = await compileModel(model(start(), el('exclusiveGateway', 'g'), el('manualTask', 'm'), end(), flows('s>g>m>g', 'g>e: done = true')))
    assert.isTrue(one('warning', 'LOOP_WITHOUT_WAIT')(loop))
    const never = await compileModel(model(start(), el('manualTask', 'm'), el('boundaryEvent', 'b', 'attachedToRef="m"', timer('PT1H')), end(), flows('s>m>e', 'b>e')))
    assert.isTrue(one('warning', 'BOUNDARY_NEVER_FIRES')(never))
    const quartz = await compileModel(model(start(), user('a'), el('boundaryEvent', 'b', 'attachedToRef="a" cancelActivity="false"', timer('0 0 9 ? * 2-6', 'timeCycle')), user('c'), flows('s>a', 'b>c')))
    assert.isTrue(one('warning', 'CRON_WEEKDAY')(quartz))
    for (const result of [unreachable, loop, never, quartz]) assert.lengthOf(result.processes, 1)
  })

  test('what the engine does not do is told: listeners, performers, data objects, vendor attributes', async ({ assert }) => {
    const listener = '<extensionElements><camunda:taskListener event="create" class="example.Listener"/><camunda:properties/></extensionElements>'
    const performer = '<potentialOwner><resourceAssignmentExpression><formalExpression>user(li)</formalExpression></resourceAssignmentExpression></potentialOwner>'
    const { processes, diagnostics } = await compileModel(model(start(), user('a', 'flowable:skipExpression="${true}"', listener), user('b', '', performer), '<dataObject id="d" name="材料"/>', flows('s>a>b')))
    assert.deepEqual(diagnostics.map((finding) => `${finding.severity} ${finding.code} ${finding.elementId ?? ''}`), ['error IMPORT_NEEDS_WORK a', 'information IMPORT_KEPT a', 'information DATA_DRAWN_ONLY d', 'warning PERFORMER_IGNORED b'])
    assert.match(diagnostics[0]?.message ?? '', /camunda:taskListener（event=create，class=example\.Listener）.*请/)
    assert.lengthOf(processes, 0)
  })

  test('an error that is not declared is its own code, with a warning', async ({ assert }) => {
    const result = await compileModel(model(start(), el('endEvent', 'bad', '', '<errorEventDefinition errorRef="CODE"/>'), flows('s>bad')))
    assert.isTrue(one('warning', 'ERROR_UNDECLARED')(result))
    assert.lengthOf(result.processes, 1)
  })

  test('all findings come at once, each with its resource', async ({ assert }) => {
    const { diagnostics } = await compileModel(model(start(), el('intermediateThrowEvent', 'x', '', timer('PT1H')), '<sequenceFlow id="f" sourceRef="s" targetRef="ghost"/>'), { resource: 'a.bpmn' })
    assert.includeMembers(diagnostics.map((finding) => finding.code), ['UNSUPPORTED_ELEMENT', 'DANGLING_REFERENCE'])
    assert.isTrue(diagnostics.every((finding) => finding.resource === 'a.bpmn'))
  })
})

test.group('compile | reading', () => {
  test('flows and elements without id get one of their own', async ({ assert }) => {
    const [p] = await compile(model(start(), user('a'), '<sequenceFlow sourceRef="s" targetRef="a"/>'))
    assert.deepEqual([...(p?.elements.keys() ?? [])].slice(0, 2), ['s', 'a'])
    assert.lengthOf([...(p?.elements.keys() ?? [])], 3)
  })

  test('references with a namespace prefix and ids with space around them are read as XML Schema says', async ({ assert }) => {
    const [p] = await compile(file('<message id="m " name="n"/>', process('p', start(), el('receiveTask', 'r', 'messageRef="tns:m"'), '<sequenceFlow id=" f " sourceRef=" s" targetRef="r "/>')))
    assert.deepEqual([...(p?.elements.keys() ?? [])], ['s', 'r', 'f'])
  })

  test('vendor attributes are read under whatever prefix the file uses', async ({ assert }) => {
    const xml = `<d:definitions xmlns:d="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:c7="http://camunda.org/schema/1.0/bpmn" id="x" targetNamespace="t"><d:process id="p" isExecutable="true" c7:versionTag="1.2"><d:startEvent id="s" c7:formKey="apply"/></d:process></d:definitions>`
    const [p] = await compile(xml)
    assert.equal(p?.versionTag, '1.2')
    assert.deepEqual(p?.startEvents, [{ elementId: 's', kind: 'none', formKey: 'apply' }])
  })

  test('what the shell needs of a process', async ({ assert }) => {
    const definition = el('startEvent', 'ms', '', '<messageEventDefinition messageRef="m"/>') + el('startEvent', 'ts', '', timer('R/P1D', 'timeCycle'))
    const [p] = await compile(file('<message id="m" name="alarm"/>', process('p', '<documentation>开餐饮店</documentation>', start(), definition, el('callActivity', 'c', 'calledElement="q"'), flows('s>c', 'ms>c', 'ts>c'))))
    assert.equal(p?.documentation, '开餐饮店')
    assert.deepEqual(p?.needs, { calledElements: ['q'], decisions: [] })
    assert.deepEqual(p?.startEvents, [
      { elementId: 's', kind: 'none', formKey: null },
      { elementId: 'ms', kind: 'message', messageName: 'alarm', formKey: null },
      { elementId: 'ts', kind: 'timer', formKey: null, timer: { kind: 'cycle', body: 'R/P1D' } },
    ])
  })

  test('processes marked as not executable are left out and named', async ({ assert }) => {
    const { processes, diagnostics } = await compileModel(file(process('p', start()), '<process id="q" isExecutable="false"><startEvent id="qs"/></process>', '<process id="empty"/>'))
    assert.deepEqual(processes.map((one) => one.id), ['p'])
    assert.deepEqual(diagnostics.filter((finding) => finding.severity === 'information').map((finding) => finding.code), ['PROCESS_NOT_EXECUTABLE'])
  })

  test('the same file compiles to the same graph', async ({ assert }) => {
    const xml = model(start(), user('a'), '<sequenceFlow sourceRef="s" targetRef="a"/>')
    const [first, second] = [await compile(xml), await compile(xml)]
    assert.deepEqual([...(first[0]?.elements.keys() ?? [])], [...(second[0]?.elements.keys() ?? [])])
  })
})
