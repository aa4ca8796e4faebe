---@brief
---
---
--- A senior backend developer behind the code actions: `vim.lsp.enable('backlight')`, then `gra`.

local MANIFESTS = {
  'pyproject.toml',
  'manage.py',
  'package.json',
  'mvnw',
  'gradlew',
  'go.mod',
  'Gemfile',
}

--- Whether a text was changed after the one that an edit was made for. Neovim tells the server of a
--- key 150 ms later, and by itself asks this of the first text of an edit only.
local function newer(document)
  local versions = vim.lsp.util.buf_versions
  if not versions or type(document.version) ~= 'number' then
    return false
  end
  local now = versions[vim.uri_to_bufnr(document.uri)]
  return now ~= nil and now > math.max(document.version, 1)
end

--- Have the server hear of a text before it is edited, whatever its file type: what it cannot see it
--- can neither prove nor take back. Answers whether the server knew the text until now.
local function seen(document, client_id)
  local bufnr = vim.uri_to_bufnr(document.uri)
  if vim.lsp.buf_is_attached(bufnr, client_id) then
    return true
  end
  if vim.fn.filereadable(vim.uri_to_fname(document.uri)) == 0 and vim.fn.bufloaded(bufnr) == 0 then
    return true -- It is to be made first: loaded before, it could not be written without a `!`
  end
  vim.fn.bufload(bufnr)
  local modified = vim.bo[bufnr].modified
  vim.lsp.buf_attach_client(bufnr, client_id)
  return not modified
end

--- Ask the user what the server wants to know. Requests are answered in coroutines: the question
--- may stay open while everything else goes on.
local function ask(_, params)
  local co, main = coroutine.running()
  if not co or main then
    return { answer = params.default ~= '' and params.default or vim.NIL }
  end
  local function answered(answer)
    vim.schedule(function()
      coroutine.resume(co, { answer = answer or vim.NIL })
    end)
  end
  local function write()
    vim.ui.input({ prompt = params.question .. ' ', default = params.default }, answered)
  end
  local choices = vim.list_slice(params.choices or {})
  if #choices == 0 then
    write()
    return coroutine.yield()
  end
  if params.freeText then
    table.insert(choices, { label = 'Something else…' })
  end
  local options = {
    prompt = params.question,
    kind = 'backlight',
    format_item = function(choice)
      return choice.label
    end,
  }
  vim.ui.select(choices, options, function(choice)
    if choice and choice.value == nil then
      write()
    else
      answered(choice and choice.value)
    end
  end)
  return coroutine.yield()
end

--- Ask the backend developer something about the line of the cursor, or about the lines selected.
local function wish(client, bufnr, command)
  local function run(text)
    if not text or text == '' then
      return
    end
    local start = { line = command.line1 - 1, character = 0 }
    local finish = command.range > 0 and { line = command.line2, character = 0 } or start
    client:exec_cmd({
      title = 'Ask the backend developer…',
      command = 'backlight.run',
      arguments = {
        {
          action = 'ask',
          engine = 'agent',
          uri = vim.uri_from_bufnr(bufnr),
          range = { start = start, ['end'] = finish },
          ask = text,
        },
      },
    }, { bufnr = bufnr })
  end
  if command.args ~= '' then
    run(command.args)
  else
    vim.ui.input({ prompt = 'Ask the backend developer: ' }, run)
  end
end

--- Look for a model on this machine; the server asks which of those it finds is to be used.
local function find_model(client, bufnr)
  local command = { title = 'Find a model on this machine', command = 'backlight.findLocalModel' }
  client:exec_cmd(command, { bufnr = bufnr })
end

--- Say whether a model can be asked, and what runs took today.
local function status(client, bufnr)
  client:request('backlight/status', nil, function(problem, found)
    local said = problem and problem.message or found.said
    vim.notify(said, problem and vim.log.levels.ERROR or vim.log.levels.INFO)
  end, bufnr)
end

--- Show what runs changed, in a buffer that nothing is written from.
local function runs(client)
  local command = vim.list_slice(client.config.cmd)
  if command[#command] == 'serve' then
    table.remove(command)
  end
  table.insert(command, 'runs')
  vim.system(command, { text = true, cwd = client.root_dir }, function(done)
    vim.schedule(function()
      local said = done.stdout ~= '' and done.stdout or done.stderr
      vim.cmd('botright new')
      vim.bo.buftype, vim.bo.bufhidden, vim.bo.swapfile = 'nofile', 'wipe', false
      vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.split(vim.trim(said), '\n'))
      vim.bo.modifiable = false
    end)
  end)
end

---@type vim.lsp.Config
return {
  capabilities = { experimental = { backlightAsk = true } },
  handlers = {
    ['backlight/ask'] = ask,
    ['workspace/applyEdit'] = function(err, params, ctx)
      for _, change in ipairs(params and params.edit.documentChanges or {}) do
        local document = change.textDocument
        if document and (newer(document) or not seen(document, ctx.client_id)) then
          return { applied = false, failureReason = 'the text was changed meanwhile' }
        end
      end
      return vim.lsp.handlers['workspace/applyEdit'](err, params, ctx)
    end,
  },
  cmd = { 'backlight', 'serve' },
  filetypes = {
    'python',
    'javascript',
    'javascriptreact',
    'typescript',
    'typescriptreact',
    'java',
    'go',
    'ruby',
    'graphql',
    'proto',
    'prisma',
    'sql',
  },
  root_markers = vim.fn.has('nvim-0.11.3') == 1 and { MANIFESTS, { '.git' } }
    or vim.list_extend(vim.list_slice(MANIFESTS), { '.git' }),
  settings = { backlight = vim.empty_dict() },
  on_attach = function(client, bufnr)
    vim.api.nvim_buf_create_user_command(bufnr, 'LspBacklightCancel', function()
      for token in pairs(client.progress.pending) do
        client:notify('window/workDoneProgress/cancel', { token = token })
      end
    end, { desc = 'Cancel what Backlight is doing' })
    vim.api.nvim_buf_create_user_command(bufnr, 'LspBacklightAsk', function(command)
      wish(client, bufnr, command)
    end, { desc = 'Ask the backend developer about these lines', nargs = '*', range = true })
    vim.api.nvim_buf_create_user_command(bufnr, 'LspBacklightFindModel', function()
      find_model(client, bufnr)
    end, { desc = 'Look for a model on this machine' })
    vim.api.nvim_buf_create_user_command(bufnr, 'LspBacklightStatus', function()
      status(client, bufnr)
    end, { desc = 'Show whether a model can be asked, and what was spent today' })
    vim.api.nvim_buf_create_user_command(bufnr, 'LspBacklightRuns', function()
      runs(client)
    end, { desc = 'Show what runs of Backlight changed' })
  end,
}
