import { test } from '@japa/runner'
import { personalFieldKeys } from '#engine/runtime/packages/package_forms'
import type { FormSchema } from '#forms/schema/form_schema'

const MARKED = { personal: true }

test.group('Variables a form marks as personal', () => {
  test('a field by its variable, a column by its list, a path by its first part', ({ assert }) => {
    const form = {
      type: 'default',
      components: [
        { type: 'textfield', key: 'shop' },
        { type: 'textfield', key: 'phone', properties: MARKED },
        { type: 'textfield', key: 'owner.name', properties: { personal: 'true' } },
        { type: 'group', components: [{ type: 'textfield', key: 'address', properties: MARKED }] },
        { type: 'group', path: 'child', components: [{ type: 'textfield', key: 'name', properties: MARKED }] },
        { type: 'dynamiclist', path: 'shareholders', components: [{ type: 'textfield', key: 'name', properties: MARKED }, { type: 'number', key: 'contribution' }] },
        { type: 'dynamiclist', path: 'signs', components: [{ type: 'textfield', key: 'position' }] },
      ],
    } as unknown as FormSchema
    assert.deepEqual(personalFieldKeys(form), ['phone', 'owner', 'address', 'child', 'shareholders'])
  })
})
