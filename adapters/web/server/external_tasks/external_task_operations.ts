import type { ExternalJobs } from '#engine/runtime/workers/external_jobs'
import { fetchAndLock } from './fetch_and_lock.js'
import { lockOperations } from './lock_operations.js'
import type { ModelWords } from './model_words.js'
import { reportOperations } from './report_operations.js'
import { upkeepOperations } from './upkeep_operations.js'

/** The operations of `/engine-rest/external-task` over the engine; every one sees only the topics of its account. */
export const externalTaskOperations = (jobs: ExternalJobs, words: ModelWords) => ({
  fetchAndLock: fetchAndLock(jobs, words), ...reportOperations(jobs), ...lockOperations(jobs), ...upkeepOperations(jobs, words),
})
