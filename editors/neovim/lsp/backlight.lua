---@brief
---
---
--- A senior backend developer behind the code actions: `vim.lsp.enable('backlight')`, then `gra`.

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

---@type vim.lsp.Config
return {
  handlers = {
    ['workspace/applyEdit'] = function(err, params, ctx)
      for _, change in ipairs(params and params.edit.documentChanges or {}) do
        if change.textDocument and newer(change.textDocument) then
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
    'sql',
  },
  root_markers = vim.fn.has('nvim-0.11.3') == 1
      and { { 'pyproject.toml', 'manage.py', 'package.json', 'go.mod', 'Gemfile', 'mvnw', 'gradlew' }, { '.git' } }
    or { 'pyproject.toml', 'manage.py', 'package.json', 'go.mod', 'Gemfile', 'mvnw', 'gradlew', '.git' },
  settings = { backlight = vim.empty_dict() },
  on_attach = function(client, bufnr)
    vim.api.nvim_buf_create_user_command(bufnr, 'LspBacklightCancel', function()
      for token in pairs(client.progress.pending) do
        client:notify('window/workDoneProgress/cancel', { token = token })
      end
    end, { desc = 'Cancel what Backlight is doing' })
  end,
}
