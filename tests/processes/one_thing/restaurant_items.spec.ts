import { test } from '@japa/runner'

import { CountyDriver } from '../county_driver.js'
import { readPackage } from '../read_package.js'
import { APPLICATION } from './restaurant_application.js'

interface Item {
  code: string
  name: string
  department: string
  promisedDays: number
  /** Kinds in the model, declarations in the manifest. */
  procedures?: (string | { kind: string })[]
}

test.group('开餐饮店: items', () => {
  test('the model chooses items exactly as the manifest declares them', async ({ assert }) => {
    const files = readPackage('one-thing/restaurant')
    const driver = await CountyDriver.open(files, '2026-11-23T09:00:00+08:00')
    const started = driver.start('restaurant', 'window1', { ...APPLICATION })
    if (!started.ok) throw new Error(started.rejection.message)
    const pick = ({ code, name, department, promisedDays, procedures = [] }: Item) => ({
      code, name, department, promisedDays, procedures: procedures.map((one) => (typeof one === 'string' ? one : one.kind)),
    })
    const chosen = (driver.states.get(started.instanceId)!.data.items as Item[]).map(pick)
    const declared = (JSON.parse(files.get('manifest.json')!) as { items: Item[] }).items.map(pick)
    assert.deepEqual(chosen, declared)
  })

  test('every material field and paper choice of the forms is one of the manifest’s materials', ({ assert }) => {
    const files = readPackage('one-thing/restaurant')
    const materials = (JSON.parse(files.get('manifest.json')!) as { materials: { code: string; name: string; field: string }[] }).materials
    const form = files.get('forms/application.form.json')!
    const walk = (node: { components?: unknown[]; type?: string; key?: string; label?: string; values?: { value: string; label: string }[] }): (typeof node)[] =>
      [node, ...((node.components ?? []) as (typeof node)[]).flatMap(walk)]
    const components = walk(JSON.parse(form) as { components: unknown[] })
    assert.deepEqual(
      components.filter((component) => component.type === 'filepicker').map((component) => [component.key, component.label]),
      materials.map((material) => [material.field, material.name]),
    )
    const paper = components.find((component) => component.key === 'receivedMaterials')!.values!
    assert.deepEqual(paper.map((choice) => [choice.value, choice.label]), materials.map((material) => [material.code, material.name]))
  })
})
