/** Writes the tables into README.md again: run after a change of the interface. */
import { readFileSync, writeFileSync } from 'node:fs'
import { renderTables } from './render_tables.js'

const README = new URL('../README.md', import.meta.url)
const HEAD = '## 7. Tables\n\n'
const text = readFileSync(README, 'utf8')
writeFileSync(README, text.slice(0, text.indexOf(HEAD) + HEAD.length) + renderTables())
