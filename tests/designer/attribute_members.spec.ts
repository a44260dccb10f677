import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { membersOf, withMember } from '#designer/bpmn/gov_properties/attribute_members'
import { QUESTION_GROUPS } from '#designer/bpmn/gov_properties/questions'

const descriptor = JSON.parse(readFileSync(new URL('../../designer/bpmn/gov_moddle.json', import.meta.url), 'utf8')) as { types: { properties: { name: string }[] }[] }
const UNSET = ['transfer', 'release']

test.group('designer: attributes that list what is allowed', () => {
  test('{text} holds {members}')
    .with([
      { text: undefined, members: UNSET },
      { text: '', members: [] },
      { text: 'return', members: ['return'] },
      { text: 'return, urge，copy', members: ['return', 'urge', 'copy'] },
    ])
    .run(({ assert }, { text, members }) => assert.deepEqual([...membersOf(text, UNSET)], members))

  test('a box that is ticked and taken away again leaves the list as it was, words without a box included', ({ assert }) => {
    const before = membersOf('ownWord,return', UNSET)
    const ticked = withMember(before, 'urge', true)
    assert.equal(ticked, 'ownWord,return,urge')
    assert.equal(withMember(membersOf(ticked, UNSET), 'urge', false), 'ownWord,return')
    assert.equal(withMember(before, 'return', true), 'ownWord,return', 'never twice')
    assert.equal(withMember(['return'], 'return', false), '', 'nothing is allowed, which is not the same as not set')
  })

  test('every gov: attribute asked for can be stored by the modeler', ({ assert }) => {
    const known = new Set(descriptor.types.flatMap((type) => type.properties.map((property) => `gov:${property.name}`)))
    const asked = QUESTION_GROUPS.flatMap((group) => group.questions.map((question) => question.attribute)).filter((attribute) => attribute.startsWith('gov:'))
    assert.deepEqual(asked.filter((attribute) => !known.has(attribute)), [])
    assert.isAbove(asked.length, 15)
  })
})
