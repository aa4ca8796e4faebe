;;; backlight-lsp.el --- Backlight in lsp-mode -*- lexical-binding: t -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; What lsp-mode needs to know of Backlight: the server, and answers to its questions.

;;; Code:

(require 'backlight)
(require 'lsp-mode)

(defun backlight-lsp--settings ()
  "The settings `backlight.…' of `lsp-register-custom-settings'."
  (gethash "backlight" (lsp-configuration-section "backlight") (make-hash-table)))

(defun backlight-lsp--ask (_workspace params answer)
  "Put the question of PARAMS to the user, and hand the answer to ANSWER.
Not at once: lsp-mode is still reading what the server said."
  (run-at-time 0 nil
               (lambda ()
                 (let* ((choices (mapcar (lambda (choice)
                                           (cons (lsp-get choice :label) (lsp-get choice :value)))
                                         (lsp-get params :choices)))
                        (said (backlight-question (lsp-get params :question) choices
                                                  (lsp-get params :default))))
                   (funcall answer (list :answer said))))))

(defun backlight-lsp--apply (_workspace params)
  "Apply the edit of PARAMS, unless it was made for an older text.
Lsp-mode tells of what was typed a second later, and checks no first version."
  (if lsp--delayed-requests
      (progn (lsp--flush-delayed-changes)
             '(:applied :json-false :failureReason "the text was changed meanwhile"))
    (condition-case problem
        (progn (lsp--apply-workspace-edit (lsp-get params :edit) 'server-requested)
               '(:applied t))
      ((error quit)
       (list :applied :json-false :failureReason (error-message-string problem))))))

(defun backlight-lsp--show (workspace params answer)
  "Show the document of WORKSPACE that PARAMS names, and tell ANSWER."
  (let ((uri (lsp-get params :uri)))
    (if (string-prefix-p "backlight:" uri)
        (with-lsp-workspace workspace
          (lsp-request-async "workspace/textDocumentContent" (list :uri uri)
                             (lambda (it) (backlight-show "*Backlight*" (lsp-get it :text)))
                             :mode 'detached)
          (funcall answer '(:success t)))
      (funcall answer '(:success :json-false)))))

(lsp-register-client
 (make-lsp-client
  :new-connection (lsp-stdio-connection (lambda () backlight-command))
  :activation-fn (lsp-activate-on "python" "javascript" "javascriptreact" "typescript"
                                  "typescriptreact" "java" "go" "ruby" "sql" "graphql"
                                  "protobuf")
  :server-id 'backlight
  :initialization-options #'backlight-lsp--settings
  :custom-capabilities '((experimental . ((backlightAsk . t) (backlightDocuments . t))))
  :request-handlers (lsp-ht ("workspace/applyEdit" #'backlight-lsp--apply))
  :async-request-handlers (lsp-ht ("backlight/ask" #'backlight-lsp--ask)
                                  ("window/showDocument" #'backlight-lsp--show))
  :add-on? t
  :priority -1))

(defun backlight-lsp-status (say)
  "Ask the server how things are, and hand the answer to SAY."
  (with-lsp-workspace (or (lsp-find-workspace 'backlight nil)
                          (user-error "Backlight is not among the servers of this buffer"))
    (lsp-request-async "backlight/status" nil say :mode 'detached)))

(defun backlight-lsp-execute (command argument here)
  "Let the server carry out COMMAND with ARGUMENT if any, on this file if HERE.
Nobody waits: what waits leaves a message that comes with the answer unread."
  (with-lsp-workspace (or (lsp-find-workspace 'backlight nil)
                          (user-error "Backlight is not among the servers of this buffer"))
    (lsp-request-async "workspace/executeCommand"
                       (list :command command
                             :arguments (cond ((null argument) [])
                                              (here (vector (append (list :uri (lsp--buffer-uri))
                                                                    argument)))
                                              (t (vector argument))))
                       #'ignore
                       :mode 'detached
                       :error-handler (lambda (it) (message "%s" (lsp-get it :message))))))

(provide 'backlight-lsp)
;;; backlight-lsp.el ends here
