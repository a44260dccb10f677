import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
// @ts-ignore -- bpmn-moddle ships no types; what is used of it is typed below
import { BpmnModdle } from 'bpmn-moddle'
import { QUESTION_GROUPS } from '#designer/bpmn/gov_properties/questions'

const descriptor = JSON.parse(readFileSync(new URL('../../designer/bpmn/gov_moddle.json', import.meta.url), 'utf8')) as Record<string, unknown>

interface Element {
  get(name: string): unknown
  set(name: string, value: unknown): void
}

test('designer | what the panel asks of a step is stored in the file and read back', async ({ assert }) => {
  const xml = `<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:gov="http://xingliu.gov/schema/1.0" id="d" targetNamespace="urn:test"><bpmn:process id="p"><bpmn:userTask id="t"/></bpmn:process></bpmn:definitions>`
  const attributes = QUESTION_GROUPS.filter((group) => group.types.includes('bpmn:UserTask'))
    .flatMap((group) => group.questions.map((question) => question.attribute))
    .filter((attribute) => attribute.startsWith('gov:'))
  const moddle = new BpmnModdle({ gov: descriptor })
  const { rootElement, elementsById } = await moddle.fromXML(xml)
  const task = (elementsById as Record<string, Element>)['t']!
  for (const attribute of attributes) task.set(attribute, `值 ${attribute} "<&`)
  const saved = await moddle.toXML(rootElement)
  const again = await new BpmnModdle({ gov: descriptor }).fromXML(saved.xml)
  assert.deepEqual(again.warnings, [])
  const read = (again.elementsById as Record<string, Element>)['t']!
  assert.deepEqual(attributes.map((attribute) => read.get(attribute)), attributes.map((attribute) => `值 ${attribute} "<&`))
  assert.includeMembers(attributes, ['gov:actions', 'gov:countersign', 'gov:autoPass', 'gov:starterIsApprover', 'gov:copyTo', 'gov:jumpRoles'])
})
