import { test } from '@japa/runner'
import { plainly } from '#storage/dialects/world_errors'
import { problemOfError } from '#adapters/web/server/http/problem_of_error'

const coded = (code: string, message = 'raw') => Object.assign(new Error(message), { code })

test.group('Storage | when the world below the database fails', () => {
  const CASES: { error: unknown; code: string | null }[] = [
    { error: coded('SQLITE_FULL', 'database or disk is full'), code: 'E_STORAGE_FULL' },
    { error: coded('ENOSPC'), code: 'E_STORAGE_FULL' },
    { error: coded('ER_RECORD_FILE_FULL', "The table 'journal' is full"), code: 'E_STORAGE_FULL' },
    { error: coded('ER_ERROR_ON_WRITE', "Error writing file './x' (errno: 28 \"No space left on device\")"), code: 'E_STORAGE_FULL' },
    { error: coded('ECONNREFUSED'), code: 'E_STORAGE_UNAVAILABLE' },
    { error: coded('PROTOCOL_CONNECTION_LOST'), code: 'E_STORAGE_UNAVAILABLE' },
    { error: coded('ER_DUP_ENTRY'), code: null },
    { error: coded('SQLITE_CONSTRAINT_UNIQUE'), code: null },
    { error: new Error('a bug'), code: null },
  ]
  for (const { error, code } of CASES) {
    const named = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    test(`${named} is told as ${code ?? 'what it is'}`, ({ assert }) => {
      const told = plainly(error)
      if (code === null) assert.strictEqual(told, error)
      else assert.deepInclude(told, { code, status: 503, cause: error })
    })
  }

  test('people read what to do next, and a program when to try again', ({ assert }) => {
    const { problem, headers, unforeseen } = problemOfError(plainly(coded('SQLITE_FULL')))
    assert.deepEqual([problem.status, headers['retry-after'], unforeseen], [503, '2', false])
    assert.include(problem.detail, '磁盘空间已满')
  })
})
