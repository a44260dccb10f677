import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { makeFolder } from '#storage/make_folder'

test.group('the data folder', (group) => {
  let home: string
  group.each.setup(() => {
    home = mkdtempSync(join(tmpdir(), 'xingliu-folder-'))
    return () => rmSync(home, { recursive: true, force: true })
  })

  test('is made with those above it, open to its owner alone; a second time it is simply there', ({ assert }) => {
    const path = join(home, 'county', 'data')
    makeFolder(path)
    makeFolder(path)
    assert.equal(statSync(path).mode & 0o777, 0o700)
  })

  test('that cannot be is refused at once and in one line', ({ assert }) => {
    writeFileSync(join(home, 'file'), '')
    for (const path of [join(home, 'file'), join(home, 'file', 'below'), '/proc/nowhere/data']) {
      let message = ''
      try {
        makeFolder(path)
      } catch (error) {
        message = (error as Error).message
        assert.propertyVal(error, 'code', 'E_STORAGE_FOLDER')
      }
      assert.match(message, /DATA_DIR .+不能写入.*is not writable/)
      assert.notInclude(message, '\n')
    }
  })
})
