;;; backlight.el --- A senior backend developer behind your code actions -*- lexical-binding: t -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1"))
;; Keywords: languages, tools
;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Registers the language server `backlight serve' with eglot or lsp-mode, whichever is loaded.
;; With eglot, which runs one server a buffer, see `backlight-eglot-command' for the way to run it
;; beside another.  The code actions are those of eglot (`eglot-code-actions') and lsp-mode
;; (`lsp-execute-code-action').  `backlight-ask' asks in your words about the region.

;;; Code:

(defgroup backlight nil
  "A senior backend developer behind your code actions."
  :group 'tools
  :prefix "backlight-")

(defcustom backlight-command '("backlight" "serve")
  "The command that starts the server."
  :type '(repeat string))

(defcustom backlight-eglot-command nil
  "The command that eglot starts, if it is not `backlight-command'.
To run Backlight beside another server, let a multiplexer start both, for example
\\='(\"rass\" \"--\" \"basedpyright-langserver\" \"--stdio\" \"--\" \"backlight\" \"serve\")."
  :type '(choice (const :tag "Backlight alone" nil) (repeat string)))

(defconst backlight-modes
  '(python-mode python-ts-mode js-mode js-ts-mode typescript-mode typescript-ts-mode tsx-ts-mode
    java-mode java-ts-mode go-mode go-ts-mode ruby-mode ruby-ts-mode sql-mode)
  "Major modes of the languages that Backlight reads.")

(defvar eglot-server-programs)
(declare-function eglot-current-server "eglot")
(declare-function eglot--TextDocumentIdentifier "eglot")
(declare-function jsonrpc-request "jsonrpc")
(declare-function lsp-register-client "lsp-mode")
(declare-function make-lsp-client "lsp-mode")
(declare-function lsp-stdio-connection "lsp-mode")
(declare-function lsp-activate-on "lsp-mode")
(declare-function lsp-request "lsp-mode")
(declare-function lsp--buffer-uri "lsp-mode")

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               (cons backlight-modes
                     (lambda (&rest _) (or backlight-eglot-command backlight-command)))))

(with-eval-after-load 'lsp-mode
  (lsp-register-client
   (make-lsp-client
    :new-connection (lsp-stdio-connection (lambda () backlight-command))
    :activation-fn (lsp-activate-on "python" "javascript" "typescript" "typescriptreact" "java"
                                    "go" "ruby" "sql")
    :server-id 'backlight
    :add-on? t
    :priority -1)))

(defun backlight--lines (start end)
  "The lines from START to END as an LSP range."
  (list :start (list :line (1- (line-number-at-pos start t)) :character 0)
        :end (list :line (if (= start end)
                             (1- (line-number-at-pos start t))
                           (line-number-at-pos end t))
                   :character 0)))

(defun backlight--uri ()
  "The URI of the current buffer."
  (if (bound-and-true-p lsp-mode)
      (lsp--buffer-uri)
    (plist-get (eglot--TextDocumentIdentifier) :uri)))

;;;###autoload
(defun backlight-ask (text start end)
  "Ask the backend developer TEXT about the region from START to END, or about the line."
  (interactive
   (list (read-string "Ask the backend developer: ")
         (if (use-region-p) (region-beginning) (point))
         (if (use-region-p) (region-end) (point))))
  (let ((params (list :command "backlight.run"
                      :arguments (vector (list :action "ask" :engine "agent" :ask text
                                               :uri (backlight--uri)
                                               :range (backlight--lines start end))))))
    (if (bound-and-true-p lsp-mode)
        (lsp-request "workspace/executeCommand" params)
      (jsonrpc-request (eglot-current-server) :workspace/executeCommand params))))

(provide 'backlight)
;;; backlight.el ends here
