--- `:checkhealth backlight`: whether the server is there, what it finds, and what is attached.
local M = {}

--- The command of the server with other words in the place of `serve`.
local function instead(command, ...)
  local words = vim.list_slice(command)
  if words[#words] == 'serve' then
    table.remove(words)
  end
  return vim.list_extend(words, { ... })
end

local function doctor(command)
  local done = vim.system(instead(command, 'doctor', '--json'), { text = true }):wait(20000)
  local ok, found = pcall(vim.json.decode, done.stdout or '')
  if not ok or type(found) ~= 'table' or found.checks == nil then
    vim.health.error('`backlight doctor` did not answer: ' .. vim.trim(done.stderr or ''))
    return
  end
  for _, check in ipairs(found.checks) do
    local line = ('%s: %s'):format(check.name, check.detail)
    if check.ok then
      vim.health.ok(line)
    else
      vim.health.warn(line, check.todo ~= '' and { check.todo } or nil)
    end
  end
end

function M.check()
  vim.health.start('backlight: Neovim')
  if vim.fn.has('nvim-0.11') == 1 then
    vim.health.ok('Neovim is 0.11 or newer')
  else
    vim.health.error('Neovim must be 0.11 or newer')
    return
  end
  if vim.lsp.is_enabled and vim.lsp.is_enabled('backlight') then
    vim.health.ok('enabled')
  else
    vim.health.warn('not enabled', { "put `vim.lsp.enable('backlight')` into init.lua" })
  end
  local attached = vim.lsp.get_clients({ name = 'backlight' })
  vim.health.info(('%d running'):format(#attached))

  vim.health.start('backlight: the server')
  local config = vim.lsp.config.backlight
  local command = config and type(config.cmd) == 'table' and config.cmd or { 'backlight' }
  if vim.fn.executable(command[1]) == 0 then
    vim.health.error(
      ('`%s` is not on PATH'):format(command[1]),
      { 'install it: see the README of Backlight', 'or set `cmd` by `vim.lsp.config`' }
    )
    return
  end
  vim.health.ok(vim.fn.exepath(command[1]))
  doctor(command)
end

return M
