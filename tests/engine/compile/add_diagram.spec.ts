import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { env } from 'node:process'
import { test } from '@japa/runner'
import { addDiagram } from '#engine/compile/layout/add_diagram'
import { compileModel } from '#engine/compile/compile_model'
import { CORPUS, filesUnder } from '#tests/conformance/corpus'
import { el, end, file, flows, model, process, start, timer, user } from '../kernel/bpmn.js'
import { complaintsOf } from './drawing_checker.js'

const NONE = { undrawn: [], overlaps: [], crossings: [], outside: [] }
const DIAGRAM = /<((?:[\w.-]+:)?BPMNDiagram)[\s\S]*<\/\1>/
/** One in so many files of the corpus. */
const SHARE = env.LAYOUT === 'full' ? 1 : 9

const table: [title: string, xml: string][] = [
  ['a plain sequence', model(start(), user('a'), end(), flows('s>a>e'))],
  ['a fork, a join and a way back', model(start(), el('parallelGateway', 'f'), user('a'), user('b'), el('parallelGateway', 'j'), el('exclusiveGateway', 'x'), end(), flows('s>f>a>j>x>e', 'f>b>j', 'x>a: again'))],
  ['a loop of one element and a way back to the start of the row', model(start(), user('a'), user('b'), flows('s>a>b>a', 'b>b: again'))],
  ['several boundary events on one activity', model(start(), user('a'), ...['b1', 'b2', 'b3', 'b4'].map((id) => el('boundaryEvent', id, `attachedToRef="a" name="超时${id}"`, timer('PT1H'))), user('late'), end(), flows('s>a>e', 'b1>late', 'b2>late', 'b3>late', 'b4>e'))],
  ['sub-processes inside each other', model(start(), el('subProcess', 'sub', '', start('is') + el('subProcess', 'deep', '', start('ds') + user('d') + flows('ds>d')) + user('i') + flows('is>deep>i')), end(), flows('s>sub>e'))],
  ['an empty sub-process', model(start(), el('subProcess', 'sub'), end(), flows('s>sub>e'))],
  ['elements nothing leads to', model(start(), user('a'), user('lost'), user('lost2'), flows('s>a'))],
  ['data, notes, groups and their connections', model(start(), user('a', '', '<dataOutputAssociation id="da"><targetRef>dr</targetRef></dataOutputAssociation>'), flows('s>a'), '<dataObject id="dd"/><dataObjectReference id="dr" name="材料" dataObjectRef="dd"/><dataStoreReference id="ds" name="台账"/><textAnnotation id="note"><text>办理前先核对身份证</text></textAnnotation><group id="g"/><association id="as" sourceRef="note" targetRef="a"/>')],
  ['lanes', model('<laneSet id="ls"><lane id="l1" name="窗口"><flowNodeRef>s</flowNodeRef><flowNodeRef>a</flowNodeRef></lane><lane id="l2" name="科室"><flowNodeRef>b</flowNodeRef></lane><lane id="l3" name="领导"/></laneSet>', start(), user('a'), user('b'), end(), flows('s>a>b>e'))],
  ['pools, a closed pool, message flows', file('<collaboration id="c"><participant id="p1" name="窗口" processRef="p"/><participant id="p2" name="申请人"/><participant id="p3" name="科室" processRef="q"/><messageFlow id="m1" sourceRef="p2" targetRef="a"/><messageFlow id="m2" sourceRef="a" targetRef="qa"/></collaboration>', process('p', start(), user('a'), end(), flows('s>a>e')), process('q', start('qs'), user('qa'), flows('qs>qa')))],
  ['two processes without pools', file(process('p', start(), user('a'), flows('s>a')), process('q', start('qs'), user('qa'), flows('qs>qa')))],
  ['names that are long', model(el('startEvent', 's', 'name="收到申请人通过政务服务网提交的申请材料以后"'), el('exclusiveGateway', 'x', 'name="是否需要现场核查以及专家评审"'), user('a'), end(), flows('s>x>a>e'), '<sequenceFlow id="n" name="不需要现场核查" sourceRef="x" targetRef="e"/>')],
]

test.group('compile | files without a drawing', () => {
  for (const [title, xml] of table) {
    test(`everything is drawn, nothing overlaps: ${title}`, async ({ assert }) => {
      const drawn = await addDiagram(xml)
      assert.deepEqual(await complaintsOf(drawn), NONE)
      assert.equal(drawn.replace(/ *<bpmndi:BPMNDiagram[\s\S]*<\/bpmndi:BPMNDiagram>\n/, ''), xml, 'the text of the file itself stays as it is')
      assert.equal(await addDiagram(drawn), drawn, 'a second time nothing is added')
    })
  }

  test('elements without id get one, and the model stays the same', async ({ assert }) => {
    const drawn = await addDiagram(model(start(), user('a'), '<sequenceFlow sourceRef="s" targetRef="a"/>'))
    assert.deepEqual(await complaintsOf(drawn), NONE)
    assert.lengthOf((await compileModel(drawn)).processes, 1)
  })

  test('a drawing that lacks something gets it below; what is there stays where it is', async ({ assert }) => {
    const drawn = await addDiagram(model(start(), user('a'), end(), flows('s>a>e')))
    const withMore = drawn.replace('<endEvent', '<userTask id="b"/><sequenceFlow id="a_b" sourceRef="a" targetRef="b"/><endEvent')
    const completed = await addDiagram(withMore)
    assert.deepEqual((await complaintsOf(completed)).undrawn, [])
    assert.deepEqual((await complaintsOf(completed)).overlaps, [])
    assert.equal(completed.length - withMore.length, completed.match(/ *<bpmndi:BPMN(Shape|Edge) xmlns.*\n/g)?.join('').length)
  })

  test('what cannot be read comes back as it is', async ({ assert }) => {
    for (const text of ['', '<html/>', 'x']) assert.equal(await addDiagram(text), text)
  })

  test('5,000 elements in a row, and side by side, are drawn', async ({ assert }) => {
    const ids = Array.from({ length: 5_000 }, (_, index) => `u${index}`)
    for (const lines of [[`s>${ids.join('>')}`], ids.map((id) => `s>${id}`)]) {
      assert.include(await addDiagram(model(start(), ...ids.map((id) => user(id)), flows(...lines))), 'bpmnElement="u4999"')
    }
  }).timeout(20_000)

  const outside = filesUnder(CORPUS, (path) => /\.bpmn(20\.xml)?$/.test(path) && !path.startsWith('hostile'))
  if (outside.length > 0) {
    test('models of other tools, their drawing taken away, are drawn without overlap', async ({ assert }) => {
      for (const path of outside.filter((_, index) => index % SHARE === 0)) {
        const text = readFileSync(path, 'utf8').replace(DIAGRAM, '')
        const drawn = await addDiagram(text)
        if (drawn !== text) assert.deepEqual(await complaintsOf(drawn), NONE, relative(join(CORPUS, '..'), path))
      }
    }).timeout(60_000)
  }
})

test.group('the checker of drawings', () => {
  test('finds what is undrawn, overlaps, is crossed or lies outside', async ({ assert }) => {
    const drawn = await addDiagram(model(start(), user('a'), user('b'), end(), flows('s>a>b>e'), el('subProcess', 'sub', '', user('in'))))
    const moved = (id: string, x: number, y: number) => drawn.replace(new RegExp(`(bpmnElement="${id}"[^>]*><dc:Bounds )x="\\d+" y="\\d+"`), `$1x="${x}" y="${y}"`)
    const place = /bpmnElement="a"[^>]*><dc:Bounds x="(\d+)" y="(\d+)"/.exec(drawn) as RegExpExecArray
    assert.isNotEmpty((await complaintsOf(moved('b', Number(place[1]) + 20, Number(place[2])))).overlaps)
    assert.isNotEmpty((await complaintsOf(moved('in', 5_000, 5_000))).outside)
    assert.isNotEmpty((await complaintsOf(drawn.replace(/ *<bpmndi:BPMNShape [^>]*bpmnElement="b".*\n/, ''))).undrawn)
    const crossed = drawn.replace(/(bpmnElement="s_a">)<di:waypoint.*?(?=<\/bpmndi)/, '$1<di:waypoint x="0" y="0" /><di:waypoint x="9000" y="9000" />')
    assert.isNotEmpty((await complaintsOf(crossed)).crossings)
  })
})
