;;; backlight.el --- A senior backend developer behind your code actions -*- lexical-binding: t -*-

;; Author: The Backlight authors
;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1"))
;; Keywords: languages, tools
;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Registers the language server `backlight serve' with eglot and lsp-mode, whichever is loaded.
;; The code actions are those of eglot (`eglot-code-actions') and of lsp-mode
;; (`lsp-execute-code-action').  Besides there are
;;
;;   `backlight-ask'     ask in your words about the line, or about the region
;;   `backlight-cancel'  stop what is running
;;   `backlight-runs'    show what runs changed, and how they ended
;;   `backlight-status'  say whether a model can be asked, and what was spent today
;;   `backlight-find-model'  look for a model on this machine

;;; Code:

(require 'subr-x)

(defgroup backlight nil
  "A senior backend developer behind your code actions."
  :group 'tools
  :prefix "backlight-")

(defcustom backlight-command '("backlight" "serve")
  "The command that starts the server."
  :type '(repeat string))

(defcustom backlight-eglot-command nil
  "The command that eglot starts, if it is not `backlight-command'.
To run Backlight beside another server, let a multiplexer start both:
\\='(\"rass\" \"--\" \"backlight\" \"serve\" \"--\" \"ruff\" \"server\")."
  :type '(choice (const :tag "Backlight alone" nil) (repeat string)))

(defconst backlight-modes
  '(python-mode python-ts-mode js-mode js-ts-mode typescript-mode typescript-ts-mode tsx-ts-mode
    java-mode java-ts-mode go-mode go-ts-mode ruby-mode ruby-ts-mode sql-mode graphql-mode
    protobuf-mode)
  "Major modes of the languages that Backlight reads.")

(declare-function backlight-eglot-execute "backlight-eglot")
(declare-function backlight-eglot-status "backlight-eglot")
(declare-function backlight-lsp-execute "backlight-lsp")
(declare-function backlight-lsp-status "backlight-lsp")

(with-eval-after-load 'eglot (require 'backlight-eglot))
(with-eval-after-load 'lsp-mode (require 'backlight-lsp))

;;;###autoload
(defun backlight-ask (text start end)
  "Ask the backend developer TEXT about the line, or the region from START to END."
  (interactive
   (list (read-string "Ask the backend developer: ")
         (if (use-region-p) (region-beginning) (point))
         (if (use-region-p) (region-end) (point))))
  (unless (string-blank-p text)
    (backlight--execute "backlight.run"
                        (list :action "ask" :engine "agent" :ask text
                              :range (backlight--lines start end))
                        t)))

;;;###autoload
(defun backlight-cancel ()
  "Stop everything that Backlight is doing; nothing is left half done."
  (interactive)
  (backlight--execute "backlight.cancel" '(:all t)))

;;;###autoload
(defun backlight-runs ()
  "Show what was changed so far, and how each attempt ended."
  (interactive)
  (let ((words (append (if (equal (car (last backlight-command)) "serve")
                           (butlast backlight-command)
                         backlight-command)
                       '("runs"))))
    (backlight-show "*Backlight runs*"
                    (with-temp-buffer
                      (apply #'call-process (car words) nil t nil (cdr words))
                      (buffer-string)))))

;;;###autoload
(defun backlight-find-model ()
  "Look for a model on this machine; the one that is picked is asked from then on."
  (interactive)
  (backlight--execute "backlight.findLocalModel" nil))

;;;###autoload
(defun backlight-status ()
  "Say whether a model can be asked, and how much was spent today."
  (interactive)
  (let ((say (lambda (it) (message "%s" (backlight--said it)))))
    (if (bound-and-true-p lsp-mode)
        (backlight-lsp-status say)
      (require 'eglot)
      (backlight-eglot-status say))))

(defun backlight--said (status)
  "The words of STATUS, which is a plist or a hash table."
  (if (hash-table-p status) (gethash "said" status) (plist-get status :said)))

(defun backlight-show (name text)
  "Show TEXT in a buffer called NAME, from which nothing is written."
  (with-current-buffer (get-buffer-create name)
    (let ((inhibit-read-only t))
      (erase-buffer)
      (insert text)
      (goto-char (point-min)))
    (when (fboundp 'markdown-view-mode)
      (delay-mode-hooks (markdown-view-mode)))
    (setq buffer-read-only t)
    (display-buffer (current-buffer))))

(defun backlight-question (question choices default)
  "Put QUESTION to the user; answer the text, or nil if nothing was said.
CHOICES is a list of (LABEL . VALUE), DEFAULT one VALUE; other texts count, too."
  (condition-case nil
      (let* ((prompt (format "%s " question))
             (label (or (car (rassoc default choices)) default))
             (said (if choices
                       (completing-read prompt (mapcar #'car choices) nil nil nil nil label)
                     (read-string prompt nil nil default))))
        (or (cdr (assoc said choices)) said))
    (quit nil)))

(defun backlight--execute (command argument &optional here)
  "Let the server carry out COMMAND with ARGUMENT, on this file if HERE."
  (if (bound-and-true-p lsp-mode)
      (backlight-lsp-execute command argument here)
    (require 'eglot)
    (backlight-eglot-execute command argument here)))

(defun backlight--lines (start end)
  "The lines from START to END as an LSP range; at one place, only that place."
  (let ((first (1- (line-number-at-pos start t)))
        (after (line-number-at-pos (max start (1- end)) t)))
    (list :start (list :line first :character 0)
          :end (list :line (if (= start end) first after) :character 0))))

(provide 'backlight)
;;; backlight.el ends here
