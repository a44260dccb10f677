import { request } from '../api/request.js'
import type { Department } from '../api/types.js'

export interface DepartmentNode {
  id: string
  label: string
  department: Department
  children: DepartmentNode[]
}

/** The departments as the tree that `parentId` makes of them; one whose parent is missing stands at the top. */
export function departmentTree(departments: readonly Department[]): DepartmentNode[] {
  const nodes = new Map(departments.map((department) => [department.id, { id: department.id, label: department.name, department, children: [] as DepartmentNode[] }]))
  const roots: DepartmentNode[] = []
  for (const node of nodes.values()) {
    const parent = node.department.parentId === null ? undefined : nodes.get(node.department.parentId)
    ;(parent?.children ?? roots).push(node)
  }
  return roots
}

export async function readDepartments(): Promise<Department[]> {
  return (await request<{ data: Department[] }>('GET', '/directory/departments')).data
}
