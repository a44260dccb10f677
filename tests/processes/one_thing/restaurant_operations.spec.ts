import { test } from '@japa/runner'

import { CountyDriver, type Submitted } from '../county_driver.js'
import { readPackage } from '../read_package.js'
import { APPLICATION, EXAMINATION, PERMIT } from './restaurant_application.js'

const CODE = 'food_permit'

function accepted(submitted: Submitted): string {
  if (!submitted.ok) throw new Error(JSON.stringify(submitted.rejection))
  return submitted.instanceId
}

/** A case that was accepted, and the instance of one of its items. */
async function inDepartment(): Promise<{ driver: CountyDriver; id: string; instanceId: string }> {
  const driver = await CountyDriver.open(readPackage('one-thing/restaurant'), '2026-11-23T09:00:00+08:00')
  const id = accepted(driver.start('restaurant', 'window1', { ...APPLICATION }))
  accepted(driver.complete('receive', 'window2', 'accept', { receivedMaterials: ['identity', 'premises'] }))
  const instanceId = driver.item(id, CODE).instanceId!
  accepted(driver.complete('handle', 'market_handler', 'agree', { ...EXAMINATION, ...PERMIT }, { instanceId }))
  return { driver, id, instanceId }
}

const as = (id: string) => ({ kind: 'user' as const, id })

test.group('开餐饮店: operations on running work', () => {
  test('退回: the item is what it was before, its legal clock runs on, and it comes to the same end afterwards', async ({ assert }) => {
    const { driver, id, instanceId } = await inDepartment()
    assert.equal(driver.item(id, CODE).statusText, '审核中')
    const { promised } = driver.item(id, CODE)
    driver.at('2026-11-24T09:00:00+08:00')
    const { taskId } = driver.task('review', 'market_reviewer', instanceId)
    accepted(driver.submit(instanceId, { type: 'ClaimTask', taskId, by: 'market_reviewer' }, as('market_reviewer')))
    accepted(driver.submit(instanceId, { type: 'ReturnTask', taskId, by: 'market_reviewer', to: 'previous', then: 'sequence', opinion: '面积不符' }, as('market_reviewer')))
    assert.equal(driver.item(id, CODE).statusText, '承办中')
    assert.deepEqual(driver.item(id, CODE).promised, promised)
    accepted(driver.complete('handle', 'market_handler', 'agree', { ...EXAMINATION, ...PERMIT }, { instanceId }))
    accepted(driver.complete('review', 'market_reviewer', 'agree', {}, { instanceId }))
    assert.equal(driver.item(id, CODE).statusText, '待决定')
    assert.deepEqual(driver.item(id, CODE).lifecycle.refused, [])
  })

  test('撤回: so it is after a withdrawal', async ({ assert }) => {
    const { driver, id, instanceId } = await inDepartment()
    const handled = driver.journals.get(instanceId)!.flat().find((event) => event.type === 'TaskClosed')
    accepted(driver.submit(instanceId, { type: 'WithdrawTask', taskId: (handled as { taskId: string }).taskId, by: 'market_handler', opinion: null }, as('market_handler')))
    assert.equal(driver.item(id, CODE).statusText, '承办中')
    assert.equal(driver.task('handle', 'market_handler', instanceId).elementId, 'handle')
  })

  test('作废: the case has ended with all its items, its clocks with a verdict; numbers taken stay taken', async ({ assert }) => {
    const { driver, id, instanceId } = await inDepartment()
    const issued = driver.documents(id).map(({ number }) => number)
    accepted(driver.submit(id, { type: 'VoidInstance', reason: '重复受理', by: 'window1' }, as('window1')))
    const row = driver.caseOf(id)
    assert.equal(row.statusText, '已终止')
    assert.isNotNull(row.closedAtMs)
    assert.isNotNull(row.promised?.verdict)
    assert.isTrue(driver.itemsOf(id).every((item) => item.result === 'cancelled'))
    assert.deepEqual(driver.documents(id).map(({ number }) => number), issued)
    assert.equal(driver.states.get(instanceId)?.status, 'cancelled')
  })
})
