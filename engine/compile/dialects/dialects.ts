import { camunda } from './camunda.js'
import { flowable } from './flowable.js'
import { ruoyi } from './ruoyi.js'
import type { Dialect } from './row.js'
import { spiffworkflow } from './spiffworkflow.js'
import { yudao } from './yudao.js'
import { zeebe } from './zeebe.js'

/** All vendor families. Where two tables know a name, the row for the element's own type counts, else the first. */
export const DIALECTS: readonly Dialect[] = [camunda, yudao, ruoyi, flowable, zeebe, spiffworkflow]
