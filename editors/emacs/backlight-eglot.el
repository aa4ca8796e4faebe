;;; backlight-eglot.el --- Backlight in eglot -*- lexical-binding: t -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; What eglot needs to know of Backlight: the server, and answers to its questions.

;;; Code:

(require 'backlight)
(require 'eglot)

(defclass backlight-server (eglot-lsp-server) ()
  :documentation "The server of Backlight.")

(add-to-list 'eglot-server-programs
             (cons backlight-modes
                   (lambda (&rest _)
                     (cons 'backlight-server
                           (or backlight-eglot-command backlight-command)))))

(cl-defmethod eglot-client-capabilities ((_server backlight-server))
  "Announce what the methods below do."
  (plist-put (cl-call-next-method) :experimental
             '(:backlightAsk t :backlightDocuments t :backlightConfirms t)))

(cl-defmethod eglot-handle-request :around ((_server backlight-server) _method &rest _)
  "Answer in any case: who quits a question has answered it."
  (condition-case nil
      (cl-call-next-method)
    (quit (jsonrpc-error "The user quit"))))

(cl-defmethod eglot-handle-request :around
  ((server backlight-server) (_method (eql 'workspace/applyEdit)) &rest _)
  "Refuse what SERVER made for an older text, and tell of the change at once.
After a question, Emacs is idle only from the next key on; eglot waits for it."
  (when (backlight-eglot--tell server)
    (jsonrpc-error "The text was changed meanwhile"))
  (unwind-protect (cl-call-next-method)
    (backlight-eglot--tell server)))

(defun backlight-eglot--tell (server)
  "Tell SERVER of what was typed; answer whether there was anything to tell."
  (let (told)
    (dolist (buffer (eglot--managed-buffers server) told)
      (when (buffer-live-p buffer)
        (with-current-buffer buffer
          (when eglot--recent-changes
            (eglot--signal-textDocument/didChange)
            (setq told t)))))))

(cl-defmethod eglot-handle-request
  ((_server backlight-server) (_method (eql 'backlight/ask)) &rest params)
  "Put the question of PARAMS to the user."
  (let ((choices (mapcar (lambda (choice)
                           (cons (plist-get choice :label) (plist-get choice :value)))
                         (plist-get params :choices))))
    (list :answer (backlight-question (plist-get params :question) choices
                                      (plist-get params :default)))))

(cl-defmethod eglot-handle-request
  ((server backlight-server) (_method (eql 'window/showDocument)) &rest params)
  "Show the document of SERVER that PARAMS names; an ordinary file is for eglot."
  (let ((uri (plist-get params :uri)))
    (if (not (string-prefix-p "backlight:" uri))
        (or (cl-call-next-method) '(:success :json-false))
      (jsonrpc-async-request server :workspace/textDocumentContent (list :uri uri)
                             :success-fn (lambda (it)
                                           (backlight-show "*Backlight*" (plist-get it :text))))
      '(:success t))))

(defun backlight-eglot-status (say)
  "Ask the server how things are, and hand the answer to SAY."
  (jsonrpc-async-request
   (or (eglot-current-server) (user-error "Eglot manages no server here"))
   :backlight/status nil :success-fn say
   :error-fn (lambda (it) (message "%s" (plist-get it :message)))))

(defun backlight-eglot-execute (command argument here)
  "Let the server carry out COMMAND with ARGUMENT if any, on this file if HERE.
Nobody waits: what waits leaves a message that comes with the answer unread."
  (jsonrpc-async-request
   (or (eglot-current-server) (user-error "Eglot manages no server here"))
   :workspace/executeCommand
   (list :command command
         :arguments (cond ((null argument) [])
                          (here (vector (append (eglot--TextDocumentIdentifier) argument)))
                          (t (vector argument))))
   :error-fn (lambda (it) (message "%s" (plist-get it :message)))))

(provide 'backlight-eglot)
;;; backlight-eglot.el ends here
