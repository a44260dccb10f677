import { test } from '@japa/runner'
import { arrangeActs, BAR_ACTS } from '#adapters/web/pages/task/acts'

test.group('pages: the bar of acts', () => {
  test('up to three are buttons, of more two are and the rest is one menu', ({ assert }) => {
    assert.deepEqual(arrangeActs(['complete', 'transfer', 'release', 'copy']), { buttons: ['transfer', 'copy', 'release'], menu: [] })
    assert.deepEqual(arrangeActs(['return', 'transfer', 'release', 'copy']), { buttons: ['return', 'transfer'], menu: ['copy', 'release'] })
    assert.deepEqual(arrangeActs(['complete', 'save-draft', 'claim']), { buttons: [], menu: [] })
  })

  test('none is lost and none stands twice', ({ assert }) => {
    for (let bits = 0; bits < 2 ** BAR_ACTS.length; bits += 7) {
      const allowed = BAR_ACTS.filter((_, index) => bits & (1 << index))
      const { buttons, menu } = arrangeActs(allowed)
      assert.deepEqual([...buttons, ...menu], allowed)
    }
  })
})
